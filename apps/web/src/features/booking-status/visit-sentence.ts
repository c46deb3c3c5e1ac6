import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { type BookingMoneyState, moneyPhases } from '@holdfast/contract/booking/booking-words';

type SentenceSubject = Pick<Booking, 'state' | 'money' | 'holdExpiresAt' | 'keepIfLate' | 'successorId'>;

/** Sentences about the visit, as the catalogue has them. */
export const visitSentences = [
  'hold_running',
  'hold_desk',
  'hold_checking',
  'hold_captured',
  'hold_wrong',
  'hold_part',
  'hold_returned',
  'hold_expired',
  'confirmed_paid',
  'confirmed_desk',
  'confirmed_uncovered',
  'confirmed_wrong',
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
export type VisitSentence = (typeof visitSentences)[number];

type Phase = (typeof moneyPhases)[keyof typeof moneyPhases];

const cancelledSentences: Record<Phase, VisitSentence> = {
  none: 'cancelled_unpaid',
  asked: 'cancelled_checking',
  came: 'cancelled_paid',
};

/** Money that has come and leaves the price of a hold to be paid. */
const stillToPaySentences: Partial<Record<BookingMoneyState, VisitSentence>> = {
  wrong_amount: 'hold_wrong',
  part_paid: 'hold_part',
  refunding: 'hold_returned',
  refunded: 'hold_returned',
};

function holdSentence(booking: SentenceSubject, phase: Phase, nowMs: number): VisitSentence {
  const isOver = booking.holdExpiresAt !== null && Date.parse(booking.holdExpiresAt) <= nowMs;
  const { state } = booking.money;
  const stillToPay = stillToPaySentences[state];
  if (stillToPay) return isOver ? 'hold_expired' : stillToPay;
  if (phase === 'came') return 'hold_captured';
  if (isOver) return 'hold_expired';
  if (phase === 'asked') return 'hold_checking';
  return state === 'at_desk' ? 'hold_desk' : 'hold_running';
}

function expiredSentence(booking: SentenceSubject, phase: Phase): VisitSentence {
  if (booking.successorId !== null) return 'expired_moved';
  if (phase === 'came') return 'expired_late';
  if (phase === 'none') return 'expired_unpaid';
  return booking.keepIfLate ? 'expired_checking' : 'expired_checking_return';
}

function confirmedSentence({ money }: SentenceSubject, phase: Phase): VisitSentence {
  if (money.state === 'not_paid') return 'confirmed_uncovered';
  if (money.state === 'wrong_amount') return 'confirmed_wrong';
  return phase === 'came' ? 'confirmed_paid' : 'confirmed_desk';
}

/** The sentence for a booking as the server reports it; only the expiry of a hold is read from the clock. */
export function visitSentence(booking: SentenceSubject, nowMs: number): VisitSentence {
  const phase = moneyPhases[booking.money.state];
  switch (booking.state) {
    case 'held':
    case 'awaiting_payment':
      return holdSentence(booking, phase, nowMs);
    case 'confirmed':
      return confirmedSentence(booking, phase);
    case 'expired':
      return expiredSentence(booking, phase);
    case 'cancelled':
      return cancelledSentences[phase];
    case 'checked_in':
    case 'in_consultation':
    case 'completed':
    case 'no_show':
    case 'rescheduled':
    case 'declined':
      return booking.state;
  }
}

/** True while a change is expected soon, so that the page polls often. */
export function isUnsettled({ state, money }: SentenceSubject): boolean {
  return (
    bookingMachine.is.unpaid(state) || moneyPhases[money.state] === 'asked' || money.state === 'refund_due'
  );
}
