import type { BookingPayment } from '@holdfast/contract/booking/booking.schemas';
import type { BookingState } from '@holdfast/contract/booking/booking.states';
import {
  type Icon,
  IconArrowBackUp,
  IconBuildingBank,
  IconCalendarDue,
  IconCheck,
  IconCircleCheck,
  IconCircleOff,
  IconClockHour4,
  IconClockOff,
  IconCoin,
  IconCreditCard,
  IconDoorEnter,
  IconExclamationCircle,
  IconQuestionMark,
  IconStethoscope,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { z } from 'zod';

export interface StateFacts {
  readonly color: 'amber' | 'blue' | 'green' | 'teal' | 'violet' | 'slate' | 'red' | 'brown' | 'gray';
  readonly icon: Icon;
}

/** State → colour and icon, once for the whole product; the word comes from the catalogue. */
export const bookingStateFacts: Record<BookingState, StateFacts> = {
  held: { color: 'amber', icon: IconClockHour4 },
  awaiting_payment: { color: 'blue', icon: IconCreditCard },
  confirmed: { color: 'green', icon: IconCircleCheck },
  checked_in: { color: 'teal', icon: IconDoorEnter },
  in_consultation: { color: 'violet', icon: IconStethoscope },
  completed: { color: 'slate', icon: IconCheck },
  expired: { color: 'gray', icon: IconClockOff },
  cancelled: { color: 'red', icon: IconX },
  no_show: { color: 'brown', icon: IconUserOff },
  rescheduled: { color: 'slate', icon: IconCalendarDue },
  declined: { color: 'red', icon: IconX },
};

export const moneyStates = [
  'pending',
  'at_desk',
  'checking',
  'authorized',
  'captured',
  'closed',
  'refunding',
  'refunded',
  'refund_unknown',
  'refund_failed',
] as const;
export type MoneyState = (typeof moneyStates)[number];

export const moneyStateFacts: Record<MoneyState, StateFacts> = {
  pending: { color: 'blue', icon: IconCreditCard },
  at_desk: { color: 'slate', icon: IconCoin },
  checking: { color: 'violet', icon: IconQuestionMark },
  authorized: { color: 'amber', icon: IconBuildingBank },
  captured: { color: 'green', icon: IconCircleCheck },
  closed: { color: 'gray', icon: IconCircleOff },
  refunding: { color: 'slate', icon: IconArrowBackUp },
  refunded: { color: 'slate', icon: IconArrowBackUp },
  refund_unknown: { color: 'violet', icon: IconQuestionMark },
  refund_failed: { color: 'red', icon: IconExclamationCircle },
};

type PaymentFacts = z.infer<typeof BookingPayment>;

const refundWords = {
  requested: 'refunding',
  submitted: 'refunding',
  unknown: 'refund_unknown',
  processed: 'refunded',
  failed: 'refund_failed',
} as const satisfies Record<NonNullable<PaymentFacts['refundState']>, MoneyState>;

/** A refund of what came in too much leaves the visit paid; only one that failed or is unclear says more than that. */
function isPaidAllTheSame({ capturedMinor, refundedMinor, amount, refundState }: PaymentFacts): boolean {
  const isGoingWell = refundState !== 'failed' && refundState !== 'unknown';
  return isGoingWell && capturedMinor > 0 && capturedMinor - refundedMinor >= amount.amountMinor;
}

/** The one word for a booking's money: the newest thing that happened to it. */
export function moneyStateOf(payment: PaymentFacts): MoneyState {
  if (isPaidAllTheSame(payment)) return 'captured';
  if (payment.refundState !== null) return refundWords[payment.refundState];
  if (payment.state === 'captured') return 'captured';
  if (payment.state === 'authorized') return 'authorized';
  if (payment.attemptOpen) return 'checking';
  if (payment.state === 'closed') return 'closed';
  return payment.rail === 'desk' ? 'at_desk' : 'pending';
}
