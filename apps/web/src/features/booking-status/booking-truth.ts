import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';

export type TruthSubject = Pick<
  Booking,
  'state' | 'holdExpiresAt' | 'keepIfLate' | 'evidence' | 'successorId' | 'payment'
>;

/** What is true of the visit now; each has one sentence in the catalogue. */
export const visitTruths = [
  'hold_running',
  'hold_desk',
  'hold_checking',
  'hold_captured',
  'hold_lapsed',
  'confirmed_paid',
  'confirmed_desk',
  'checked_in',
  'in_consultation',
  'completed',
  'expired_unpaid',
  'expired_checking',
  'expired_checking_return',
  'expired_moved',
  'expired_late',
  'cancelled_unpaid',
  'cancelled_paid',
  'cancelled_checking',
  'no_show',
  'rescheduled',
  'declined',
] as const;
export type VisitTruth = (typeof visitTruths)[number];

/** What is true of the money now. */
export const moneyTruths = [
  'unpaid',
  'at_desk',
  'checking',
  'authorized',
  'paid',
  'nothing_taken',
  'refund_due',
  'refund_on_way',
  'refund_done',
  'refund_unknown',
  'refund_failed',
  'extra_returned',
] as const;
export type MoneyTruth = (typeof moneyTruths)[number];

/** The bank has been asked and has not answered. */
function isOpen({ payment }: TruthSubject): boolean {
  return payment.capturedMinor === 0 && (payment.attemptOpen || payment.state === 'authorized');
}

function hasMoney({ payment }: TruthSubject): boolean {
  return payment.capturedMinor > 0;
}

function holdTruth(booking: TruthSubject, nowMs: number): VisitTruth {
  if (hasMoney(booking)) return 'hold_captured';
  if (booking.holdExpiresAt !== null && Date.parse(booking.holdExpiresAt) <= nowMs) return 'hold_lapsed';
  if (isOpen(booking)) return 'hold_checking';
  return booking.payment.rail === 'desk' ? 'hold_desk' : 'hold_running';
}

function expiredTruth(booking: TruthSubject): VisitTruth {
  if (booking.successorId !== null) return 'expired_moved';
  if (hasMoney(booking)) return 'expired_late';
  if (!isOpen(booking)) return 'expired_unpaid';
  return booking.keepIfLate ? 'expired_checking' : 'expired_checking_return';
}

function cancelledTruth(booking: TruthSubject): VisitTruth {
  if (hasMoney(booking)) return 'cancelled_paid';
  return isOpen(booking) ? 'cancelled_checking' : 'cancelled_unpaid';
}

/** The one sentence about the visit, by booking, payment and the database's clock. */
export function visitTruth(booking: TruthSubject, nowMs: number): VisitTruth {
  switch (booking.state) {
    case 'held':
    case 'awaiting_payment':
      return holdTruth(booking, nowMs);
    case 'confirmed':
      return booking.evidence === 'desk_permission' && !hasMoney(booking)
        ? 'confirmed_desk'
        : 'confirmed_paid';
    case 'expired':
      return expiredTruth(booking);
    case 'cancelled':
      return cancelledTruth(booking);
    case 'checked_in':
    case 'in_consultation':
    case 'completed':
    case 'no_show':
    case 'rescheduled':
    case 'declined':
      return booking.state;
  }
}

const refundTruths = {
  requested: 'refund_on_way',
  submitted: 'refund_on_way',
  unknown: 'refund_unknown',
  processed: 'refund_done',
  failed: 'refund_failed',
} as const satisfies Record<NonNullable<Booking['payment']['refundState']>, MoneyTruth>;

/** Ends after which money that came in has to go back. */
function owesRefund({ state, successorId }: TruthSubject): boolean {
  return (state === 'cancelled' || state === 'expired' || state === 'declined') && successorId === null;
}

/** What came in beyond what may be kept. */
function owedMinor(booking: TruthSubject): number {
  const { capturedMinor, amount } = booking.payment;
  return owesRefund(booking) ? capturedMinor : Math.max(0, capturedMinor - amount.amountMinor);
}

function capturedTruth(booking: TruthSubject): MoneyTruth {
  const { refundState, capturedMinor, amount } = booking.payment;
  if (refundState === null) return owesRefund(booking) ? 'refund_due' : 'paid';
  const truth = refundTruths[refundState];
  const isMoving = truth === 'refund_on_way' || truth === 'refund_done';
  // A second payment that goes back does not make the visit unpaid.
  const isExtra = !owesRefund(booking) && capturedMinor > amount.amountMinor;
  return isMoving && isExtra ? 'extra_returned' : truth;
}

/** The one sentence about the money. */
export function moneyTruth(booking: TruthSubject): MoneyTruth {
  const { payment } = booking;
  if (hasMoney(booking)) return capturedTruth(booking);
  if (payment.refundState !== null) return refundTruths[payment.refundState];
  if (payment.state === 'authorized') return 'authorized';
  if (payment.attemptOpen) return 'checking';
  const isOver = bookingMachine.isTerminal(booking.state);
  if (payment.state === 'closed' || (isOver && booking.state !== 'completed')) return 'nothing_taken';
  return payment.rail === 'desk' || booking.evidence === 'desk_permission' ? 'at_desk' : 'unpaid';
}

/** The amount that the sentence about the money speaks of, in minor units. */
export function amountOfTruth(truth: MoneyTruth, booking: TruthSubject): number {
  const { payment } = booking;
  switch (truth) {
    case 'refund_on_way':
    case 'refund_done':
    case 'extra_returned':
      return payment.refundedMinor;
    case 'refund_unknown':
      return payment.refundedMinor;
    case 'refund_failed':
      // Failed refunds are not counted as refunded: what is still owed is what failed.
      return Math.max(0, owedMinor(booking) - payment.refundedMinor);
    case 'refund_due':
      return payment.capturedMinor - payment.refundedMinor;
    case 'paid':
      return payment.capturedMinor;
    case 'unpaid':
    case 'at_desk':
    case 'checking':
    case 'authorized':
    case 'nothing_taken':
      return payment.amount.amountMinor;
  }
}

/** True while something is still on its way that the page should look for often. */
export function isUnsettled(booking: TruthSubject, nowMs: number): boolean {
  const visit = visitTruth(booking, nowMs);
  const money = moneyTruth(booking);
  return (
    visit.startsWith('hold_') ||
    visit.startsWith('expired_checking') ||
    visit === 'cancelled_checking' ||
    money === 'refund_due' ||
    money === 'checking' ||
    money === 'authorized'
  );
}

/** Whether the patient may start, or start again, a payment now. */
export function mayPay(booking: TruthSubject, nowMs: number): boolean {
  const truth = visitTruth(booking, nowMs);
  return truth === 'hold_running' || (truth === 'hold_checking' && booking.payment.state === 'pending');
}
