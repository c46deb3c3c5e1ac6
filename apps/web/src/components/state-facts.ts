import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
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

export const moneyStateFacts: Record<BookingMoneyState, StateFacts> = {
  unpaid: { color: 'blue', icon: IconCreditCard },
  at_desk: { color: 'slate', icon: IconCoin },
  checking: { color: 'violet', icon: IconQuestionMark },
  authorized: { color: 'amber', icon: IconBuildingBank },
  paid: { color: 'green', icon: IconCircleCheck },
  nothing_taken: { color: 'gray', icon: IconCircleOff },
  refund_due: { color: 'amber', icon: IconArrowBackUp },
  refunding: { color: 'slate', icon: IconArrowBackUp },
  refunded: { color: 'slate', icon: IconArrowBackUp },
  refund_unknown: { color: 'violet', icon: IconQuestionMark },
  refund_failed: { color: 'red', icon: IconExclamationCircle },
};
