import type { BankOptions, BankParts } from './bank-parts.ts';
import { bankPayments } from './bank-payments.ts';
import { bankRefunds } from './bank-refunds.ts';
import type { PaymentRecord, RefundRecord } from './book.ts';

/** Money movements at the provider. Each one writes to the book and the balance and emits its webhook events. */
export function createBank(options: BankOptions) {
  const { book, clock } = options;
  const mark = (record: PaymentRecord | RefundRecord): void => {
    record.history.push({ status: record.entity.status, at: clock.iso() });
    book.changed();
  };
  const parts: BankParts = { ...options, mark };
  return { ...bankPayments(parts), ...bankRefunds(parts) };
}
export type Bank = ReturnType<typeof createBank>;
