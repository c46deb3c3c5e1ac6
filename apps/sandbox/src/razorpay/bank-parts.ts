import type { Balance } from './balance.ts';
import type { Book, PaymentRecord, RefundRecord } from './book.ts';
import type { Clock } from './clock.ts';
import type { DueActions } from './due-actions.ts';
import type { Terms } from './terms.ts';
import type { WebhookEvents } from './webhook-events.ts';

export interface BankOptions {
  readonly book: Book;
  readonly events: WebhookEvents;
  readonly clock: Clock;
  readonly balance: Balance;
  readonly due: DueActions;
  readonly terms: Terms;
}

export interface BankParts extends BankOptions {
  readonly mark: (record: PaymentRecord | RefundRecord) => void;
}
