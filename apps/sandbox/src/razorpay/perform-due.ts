import type { Bank } from './bank.ts';
import type { Book, DueAction, PaymentRecord } from './book.ts';
import type { Terms } from './terms.ts';

interface Performers {
  readonly book: Book;
  readonly bank: Bank;
  readonly terms: Terms;
}

/** Late money for an order that was paid meanwhile is not even captured where the provider gives seconds back. */
function authorizeLate({ book, bank, terms }: Performers, payment: PaymentRecord): void {
  const order = book.orders.get(payment.entity.order_id ?? '');
  if (order?.entity.status !== 'paid' || terms.secondCapture === 'kept') {
    bank.succeed(payment);
    return;
  }
  bank.authorize(payment);
  bank.autoRefund(payment, terms.giveBackTold === 'silently');
}

/** Does what was planned, unless the money has gone another way meanwhile. */
export function performDue({ book, bank, terms }: Performers, { kind, subjectId }: DueAction): void {
  const payment = book.payments.get(subjectId);
  const refund = book.refunds.get(subjectId);
  switch (kind) {
    case 'authorize':
      if (payment?.entity.status === 'failed') authorizeLate({ book, bank, terms }, payment);
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
