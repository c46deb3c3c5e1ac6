import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { AttemptState, PaymentState } from '@holdfast/contract/payment/payment.states';
import type { RefundState } from '@holdfast/contract/refund/refund.states';
import type { CaptureOutcome, QuarantineReason } from '../../src/domain/payment/decide-fact.ts';

/** The state before the fact; by default a pending payment of 80000 INR of a booking that awaits it. */
export interface Given {
  readonly booking?: BookingState;
  readonly keepIfLate?: boolean;
  /** The visit has already started. */
  readonly begun?: boolean;
  /** Another booking has taken the time. */
  readonly slotTaken?: boolean;
  readonly payment?: PaymentState;
  /** Another attempt has paid. */
  readonly settled?: boolean;
  /** The known state of the fact's attempt. */
  readonly attempt?: AttemptState;
  readonly quarantined?: QuarantineReason;
}

export interface AttemptSeen {
  readonly state: AttemptState;
  readonly amountMinor?: number;
  readonly currency?: string;
  /** The fact names another payment's order. */
  readonly otherOrder?: boolean;
  /** The fact names no order. */
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
  [
    'a first failure is recorded',
    {},
    { state: 'failed' },
    { outcome: 'recorded', attempt: 'failed', ...waits },
  ],
  [
    'a first creation is recorded',
    {},
    { state: 'created' },
    { outcome: 'recorded', attempt: 'created', ...waits },
  ],
  [
    'a pending bank challenge is recorded',
    {},
    { state: 'requires_action' },
    { outcome: 'recorded', attempt: 'requires_action', ...waits },
  ],
  [
    'an authorization is recorded on the payment',
    {},
    { state: 'authorized' },
    { outcome: 'recorded', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'an authorization reopens a closed payment',
    { payment: 'closed' },
    { state: 'authorized' },
    { outcome: 'recorded', attempt: 'authorized', payment: 'authorized' },
  ],
  [
    'a repeated failure changes nothing',
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
    'a failure does not undo an authorization',
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
    'a late authorization does not undo a capture',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'authorized' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'a repeated capture takes effect once',
    { attempt: 'captured', payment: 'captured', settled: true, booking: 'confirmed' },
    { state: 'captured' },
    { outcome: 'known', attempt: 'captured', ...paid },
  ],
  [
    'a void of an unseen authorization is recorded',
    {},
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'an authorization is voided',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'a failed attempt was authorized unseen and voided',
    { attempt: 'failed' },
    { state: 'voided' },
    { outcome: 'recorded', attempt: 'voided', payment: 'authorized' },
  ],
  [
    'an authorization after a void changes nothing',
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
    'a capture outranks a void',
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
    'a capture confirms a booking that awaits it',
    {},
    { state: 'captured' },
    { outcome: 'confirmed', attempt: 'captured', ...paid },
  ],
  [
    'a capture without an order is matched by its known payment id',
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
    'money for a checked-in patient is only recorded',
    { booking: 'checked_in' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'money for a consultation in progress is only recorded',
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
    'money for a no-show is kept',
    { booking: 'no_show' },
    { state: 'captured' },
    { outcome: 'captured', attempt: 'captured', ...paid },
  ],
  [
    'wanted late money for a free time creates a successor',
    { booking: 'expired', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'successor', attempt: 'captured', ...paid },
  ],
  [
    'late money for a taken time is refunded',
    { booking: 'expired', keepIfLate: true, slotTaken: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'unwanted late money is refunded',
    { booking: 'expired' },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'late money for a visit in the past is refunded',
    { booking: 'expired', keepIfLate: true, begun: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'money for a cancelled booking is refunded even if late money was wanted',
    { booking: 'cancelled', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'money for a declined booking is refunded',
    { booking: 'declined', keepIfLate: true },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a second capture is refunded',
    { settled: true, payment: 'captured', booking: 'confirmed' },
    { state: 'captured' },
    { outcome: 'surplus_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a second capture for a cancelled booking is refunded as surplus',
    { settled: true, payment: 'captured', booking: 'cancelled' },
    { state: 'captured' },
    { outcome: 'surplus_refunded', attempt: 'captured', ...paid },
  ],
  [
    'a capture after the payment was closed still takes effect',
    { payment: 'closed', booking: 'expired' },
    { state: 'captured' },
    { outcome: 'late_refunded', attempt: 'captured', ...paid },
  ],

  [
    'too much money is quarantined',
    {},
    { state: 'captured', amountMinor: 80_100 },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'too little money is quarantined',
    {},
    { state: 'captured', amountMinor: 79_999 },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'another currency is quarantined',
    {},
    { state: 'captured', currency: 'USD' },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'currency_mismatch' },
  ],
  [
    'another order’s money is quarantined',
    { attempt: 'authorized', payment: 'authorized' },
    { state: 'captured', otherOrder: true },
    { outcome: 'quarantined', attempt: 'captured', payment: 'authorized', quarantine: 'order_mismatch' },
  ],
  [
    'an authorization of a wrong amount changes no payment',
    {},
    { state: 'authorized', amountMinor: 1 },
    { outcome: 'quarantined', attempt: 'authorized', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'a quarantined attempt stays quarantined',
    { attempt: 'authorized', quarantined: 'amount_mismatch' },
    { state: 'captured' },
    { outcome: 'quarantined', attempt: 'captured', ...waits, quarantine: 'amount_mismatch' },
  ],
  [
    'a void of a wrong amount is recorded, not applied',
    {},
    { state: 'voided', amountMinor: 1 },
    { outcome: 'quarantined', attempt: 'voided', ...waits, quarantine: 'amount_mismatch' },
  ],
];

export interface RefundGiven {
  readonly attempt: AttemptState;
  /** A known refund that the fact names; null: none. */
  readonly refund: RefundState | null;
}
export type RefundSeen = 'submitted' | 'processed' | 'failed';
/** State of the refund afterwards; null: none is recorded. `too_early`: rejected, to be retried. */
export type RefundCase = readonly [
  sentence: string,
  given: RefundGiven,
  seen: RefundSeen,
  expected: RefundState | null | 'too_early',
];

export const refundCases: readonly RefundCase[] = [
  [
    'a refund reported before its capture waits',
    { attempt: 'authorized', refund: null },
    'processed',
    'too_early',
  ],
  ['a refund of a failed attempt waits', { attempt: 'failed', refund: null }, 'processed', 'too_early'],
  ['a refund of voided money is not recorded', { attempt: 'voided', refund: null }, 'processed', null],
  [
    'a refund made at the provider is accepted',
    { attempt: 'captured', refund: null },
    'processed',
    'processed',
  ],
  [
    'a submitted one made at the provider is accepted',
    { attempt: 'captured', refund: null },
    'submitted',
    'submitted',
  ],
  [
    'a failed one made at the provider is recorded',
    { attempt: 'captured', refund: null },
    'failed',
    'failed',
  ],
  [
    'our requested refund is submitted',
    { attempt: 'captured', refund: 'requested' },
    'submitted',
    'submitted',
  ],
  [
    'our requested refund is processed at once',
    { attempt: 'captured', refund: 'requested' },
    'processed',
    'processed',
  ],
  [
    'our submitted refund is processed',
    { attempt: 'captured', refund: 'submitted' },
    'processed',
    'processed',
  ],
  ['our submitted refund fails', { attempt: 'captured', refund: 'submitted' }, 'failed', 'failed'],
  [
    'an unknown refund is found submitted',
    { attempt: 'captured', refund: 'unknown' },
    'submitted',
    'submitted',
  ],
  [
    'an unknown refund is found processed',
    { attempt: 'captured', refund: 'unknown' },
    'processed',
    'processed',
  ],
  ['an unknown refund is found failed', { attempt: 'captured', refund: 'unknown' }, 'failed', 'failed'],
  [
    'a processed refund does not go back to submitted',
    { attempt: 'captured', refund: 'processed' },
    'submitted',
    'processed',
  ],
  ['a processed refund may fail later', { attempt: 'captured', refund: 'processed' }, 'failed', 'failed'],
  ['a failed refund stays failed', { attempt: 'captured', refund: 'failed' }, 'processed', 'failed'],
  [
    'a repeated refund fact changes nothing',
    { attempt: 'captured', refund: 'processed' },
    'processed',
    'processed',
  ],
];
