import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { AttemptState, PaymentState } from '@holdfast/contract/payment/payment.states';
import type { RefundState } from '@holdfast/contract/refund/refund.states';
import type { CaptureOutcome, QuarantineReason } from '../../src/domain/payment/decide-fact.ts';

/** What is there before the fact; left out fields: a payment of 80000 INR that waits, of a booking that waits. */
export interface Given {
  readonly booking?: BookingState;
  readonly keepIfLate?: boolean;
  /** The visit has begun already. */
  readonly begun?: boolean;
  /** Somebody else has the time by now. */
  readonly slotTaken?: boolean;
  readonly payment?: PaymentState;
  /** Another attempt has settled the payment. */
  readonly settled?: boolean;
  /** What is known of the attempt that the fact is about. */
  readonly attempt?: AttemptState;
  readonly quarantined?: QuarantineReason;
}

export interface AttemptSeen {
  readonly state: AttemptState;
  readonly amountMinor?: number;
  readonly currency?: string;
  /** Says that it belongs to an order that is not this payment's. */
  readonly otherOrder?: boolean;
  /** Says nothing of an order. */
  readonly noOrder?: boolean;
}

export interface AttemptExpected {
  readonly outcome: 'known' | 'recorded' | 'quarantined' | CaptureOutcome;
  readonly attempt: AttemptState;
  readonly payment: PaymentState;
  readonly quarantine?: QuarantineReason;
}

export type AttemptCase = readonly [
  sentence: string,
  given: Given,
  seen: AttemptSeen,
  expected: AttemptExpected,
];

export const askedAmountMinor = 80_000;

const waits = { payment: 'pending' } as const;
const paid = { payment: 'captured' } as const;

export const attemptCases: readonly AttemptCase[] = [
  ['a first failure is noted', {}, { state: 'failed' }, { outcome: 'recorded', attempt: 'failed', ...waits }],
  ['a first step is noted', {}, { state: 'created' }, { outcome: 'recorded', attempt: 'created', ...waits }],
  [
    'a bank’s question is noted',
    {},
    { state: 'requires_action' },
    { outcome: 'recorded', attempt: 'requires_action', ...waits },
  ],
  [
    'money set aside is noted on the payment',
    {},
    { state: 'authorized' },
    { outcome: 'recorded', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'a closed payment opens for money set aside',
    { payment: 'closed' },
    { state: 'authorized' },
    { outcome: 'recorded', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'a failure after a failure is nothing new',
    { attempt: 'failed' },
    { state: 'failed' },
    { outcome: 'known', attempt: 'failed', ...waits },
  ],
  [
    'a failed attempt may still be authorized',
    { attempt: 'failed' },
    { state: 'authorized' },
    { outcome: 'recorded', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'a failed attempt may still be captured',
    { attempt: 'failed' },
    { state: 'captured' },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],
  [
    'a failure does not undo money set aside',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'failed' },
    { outcome: 'known', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'a failure does not undo a capture',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'failed' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'an authorization told late does not undo a capture',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'authorized' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'a capture told twice has its effects once',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'captured' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'voided is told of money that was never seen set aside',
    {},
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'money set aside is let go',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'a failed attempt was authorized unseen and let go',
    { attempt: 'failed' },
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'authorized told after voided is nothing new',
    { attempt: 'voided', payment: 'authorized' },
    { state: 'authorized' },
    { outcome: 'known', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'voided does not undo a capture',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'voided' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'taken money outweighs the word that it was let go',
    { attempt: 'voided', payment: 'authorized' },
    { state: 'captured' },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],

  [
    'a capture confirms a held booking',
    { booking: 'held' },
    { state: 'captured' },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],
  [
    'a capture confirms a booking that waits for it',
    {},
    { state: 'captured' },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],
  [
    'a capture without an order of its own is placed by its known id',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'captured', noOrder: true },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],
  [
    'money for a visit that the desk has confirmed is only recorded',
    { booking: 'confirmed' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'money for a patient who is here is only recorded',
    { booking: 'checked_in' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'money for a running consultation is only recorded',
    { booking: 'in_consultation' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'money for a finished visit is only recorded',
    { booking: 'completed' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'money for a visit that was missed is kept',
    { booking: 'no_show' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'late money that is wanted for a free time makes a successor',
    { booking: 'expired', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'successor', attempt: 'captured', ...paid },
  ],
  [
    'late money for a time that is taken goes back',
    { booking: 'expired', keepIfLate: true, slotTaken: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'late money that is not wanted goes back',
    { booking: 'expired' },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'late money for a visit whose time is over goes back',
    { booking: 'expired', keepIfLate: true, begun: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'money for a cancelled booking goes back even if late money was wanted',
    { booking: 'cancelled', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'money for a declined booking goes back',
    { booking: 'declined', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a second capture goes back',
    { settled: true, payment: 'captured', booking: 'confirmed' },
    { state: 'captured' },
    { outcome: 'surplus_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a second capture for a cancelled booking goes back as surplus',
    { settled: true, payment: 'captured', booking: 'cancelled' },
    { state: 'captured' },
    { outcome: 'surplus_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a capture after the payment was closed is placed all the same',
    { payment: 'closed', booking: 'expired' },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],

  [
    'too much money is set apart',
    {},
    { state: 'captured', amountMinor: 80_100 },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'too little money is set apart',
    {},
    { state: 'captured', amountMinor: 79_999 },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'another currency is set apart',
    {},
    { state: 'captured', currency: 'USD' },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'currency_mismatch' },
  ],
  [
    'another order’s money is set apart',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'captured', otherOrder: true },
    { outcome: 'quarantined', attempt: 'captured', payment: 'authorized', quarantine: 'order_mismatch' },
  ],
  [
    'a wrong amount set aside opens nothing',
    {},
    { state: 'authorized', amountMinor: 1 },
    { outcome: 'quarantined', attempt: 'authorized', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'what is set apart stays set apart',
    { attempt: 'authorized', quarantined: 'amount_mismatch' },
    { state: 'captured' },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'a wrong amount let go is recorded, not applied',
    {},
    { state: 'voided', amountMinor: 1 },
    { outcome: 'quarantined', attempt: 'voided', ...waits, quarantine: 'amount_mismatch' },
  ],
];

export interface RefundGiven {
  readonly attempt: AttemptState;
  /** A refund that we know of and that the fact names; null: none. */
  readonly refund: RefundState | null;
}
export type RefundSeen = 'submitted' | 'processed' | 'failed';
/** State of the refund afterwards; null: none is recorded. `too_early`: refused, to be told again. */
export type RefundCase = readonly [
  sentence: string,
  given: RefundGiven,
  seen: RefundSeen,
  expected: RefundState | null | 'too_early',
];

export const refundCases: readonly RefundCase[] = [
  [
    'a refund told before its capture waits',
    { attempt: 'authorized', refund: null },
    'processed',
    'too_early',
  ],
  ['a refund of a failed attempt waits', { attempt: 'failed', refund: null }, 'processed', 'too_early'],
  [
    'a refund of money that was never taken is not one of ours',
    { attempt: 'voided', refund: null },
    'processed',
    null,
  ],
  [
    'a refund that nobody here asked for is accepted',
    { attempt: 'captured', refund: null },
    'processed',
    'processed',
  ],
  ['one that is still on its way too', { attempt: 'captured', refund: null }, 'submitted', 'submitted'],
  ['one that failed is on record', { attempt: 'captured', refund: null }, 'failed', 'failed'],
  ['ours is on its way', { attempt: 'captured', refund: 'requested' }, 'submitted', 'submitted'],
  ['ours is done at once', { attempt: 'captured', refund: 'requested' }, 'processed', 'processed'],
  ['ours arrives', { attempt: 'captured', refund: 'submitted' }, 'processed', 'processed'],
  ['ours does not arrive', { attempt: 'captured', refund: 'submitted' }, 'failed', 'failed'],
  [
    'what was unknown is found on its way',
    { attempt: 'captured', refund: 'unknown' },
    'submitted',
    'submitted',
  ],
  ['what was unknown is found done', { attempt: 'captured', refund: 'unknown' }, 'processed', 'processed'],
  ['what was unknown is found failed', { attempt: 'captured', refund: 'unknown' }, 'failed', 'failed'],
  [
    'what is done is not on its way again',
    { attempt: 'captured', refund: 'processed' },
    'submitted',
    'processed',
  ],
  ['what was done may come back', { attempt: 'captured', refund: 'processed' }, 'failed', 'failed'],
  ['what failed stays failed', { attempt: 'captured', refund: 'failed' }, 'processed', 'failed'],
  ['told twice is told once', { attempt: 'captured', refund: 'processed' }, 'processed', 'processed'],
];
