import type { Bank } from './bank.ts';
import type { Book, DueAction } from './book.ts';

/** Does what was planned, unless the money has gone another way meanwhile. */
export function performDue(book: Book, bank: Bank, { kind, subjectId }: DueAction): void {
  const payment = book.payments.get(subjectId);
  const refund = book.refunds.get(subjectId);
  switch (kind) {
    case 'authorize':
      if (payment?.entity.status === 'failed') bank.succeed(payment);
      break;
    case 'expire-authorization':
      if (payment?.entity.status === 'authorized') bank.autoRefund(payment);
      break;
    case 'give-back':
      if (payment !== undefined) bank.giveBackSecond(payment);
      break;
    case 'tell-fee':
      if (payment !== undefined) bank.tellFee(payment);
      break;
    case 'process-refund':
      if (refund !== undefined) bank.processRefund(refund);
      break;
    case 'fail-refund':
      if (refund !== undefined) bank.failRefund(refund);
      break;
  }
}
