import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import {
  type BookingAction,
  type BookingMoneyState,
  type BookingObstacle,
  moneyPhases,
} from '@holdfast/contract/booking/booking-words';

type Permit = Booking['may'][BookingAction];

/** Facts of a booking from which its permits follow. */
export interface MaySubject {
  readonly state: BookingState;
  readonly startsAt: string;
  readonly noShowFrom: string;
  readonly holdExpiresAt: string | null;
  readonly serverNow: string;
  readonly isOnline: boolean;
  /** Confirmed by a permission to pay at the desk. */
  readonly isPermitted: boolean;
  readonly money: BookingMoneyState;
  readonly dueMinor: number;
  readonly paidMinor: number;
}

const targets: Record<BookingAction, BookingState> = {
  pay: 'confirmed',
  checkIn: 'checked_in',
  start: 'in_consultation',
  complete: 'completed',
  permitDeskPayment: 'confirmed',
  takePayment: 'confirmed',
  noShow: 'no_show',
  cancel: 'cancelled',
};
const doctorActions: readonly BookingAction[] = ['start', 'complete'];
const patientActions: readonly BookingAction[] = ['pay', 'permitDeskPayment', 'cancel'];

const refused = (reason: BookingObstacle, from: string | null = null): Permit => ({
  allowed: false,
  reason,
  from,
  until: null,
});
const allowed = (until: string | null = null): Permit => ({ allowed: true, reason: null, from: null, until });

function isRoleFor(action: BookingAction, role: ClinicRole): boolean {
  if (role === 'receptionist' || role === 'admin') return true;
  if (role === 'doctor') return doctorActions.includes(action);
  return role === 'patient' && patientActions.includes(action);
}

function holdPermit(subject: MaySubject): Permit {
  const { holdExpiresAt, serverNow } = subject;
  const isOver = holdExpiresAt !== null && Date.parse(holdExpiresAt) <= Date.parse(serverNow);
  return isOver ? refused('hold_expired') : allowed(holdExpiresAt);
}

const leavesToPay: readonly BookingMoneyState[] = ['wrong_amount', 'part_paid', 'refunding', 'refunded'];

/** A permission to pay at the desk leaves online paying open until the visit begins, while nothing has come. */
function payPermit(subject: MaySubject): Permit {
  const { state, startsAt, serverNow } = subject;
  const isOpen = bookingMachine.is.announced(state) && subject.isPermitted && startsAt > serverNow;
  if (!isOpen && !bookingMachine.is.unpaid(state)) return refused('wrong_state');
  if (isOpen && subject.paidMinor > 0) return refused('money_came');
  if (!subject.isOnline) return refused('not_online');
  const isPaying = moneyPhases[subject.money] === 'came' && !leavesToPay.includes(subject.money);
  const hasCome = isPaying || subject.money === 'authorized';
  if (hasCome) return refused('money_came');
  return isOpen ? allowed(startsAt) : holdPermit(subject);
}

function takePaymentPermit(subject: MaySubject): Permit {
  if (!bookingMachine.is.owed(subject.state)) return refused('wrong_state');
  if (subject.paidMinor >= subject.dueMinor) return refused('money_came');
  return bookingMachine.is.unpaid(subject.state) ? holdPermit(subject) : allowed();
}

function permit(action: BookingAction, subject: MaySubject, role: ClinicRole): Permit {
  if (!isRoleFor(action, role)) return refused('not_permitted');
  if (action === 'takePayment') return takePaymentPermit(subject);
  if (action === 'pay') return payPermit(subject);
  const { state, noShowFrom, serverNow } = subject;
  if (state === targets[action]) return refused('already_done');
  if (!bookingMachine.can(state, targets[action])) return refused('wrong_state');
  if (action === 'permitDeskPayment') {
    return role === 'patient' && subject.isOnline ? refused('payment_first') : holdPermit(subject);
  }
  if (action === 'cancel' && role === 'patient' && !bookingMachine.is.unpaid(state)) {
    return refused('only_clinic');
  }
  const isEarly = action === 'noShow' && Date.parse(serverNow) < Date.parse(noShowFrom);
  return isEarly ? refused('too_early', noShowFrom) : allowed();
}

/** The permits that the real server gives in the same situation; its own tests prove that they match the verbs. */
export function fakeMay(subject: MaySubject, role: ClinicRole): Booking['may'] {
  return {
    pay: permit('pay', subject, role),
    checkIn: permit('checkIn', subject, role),
    start: permit('start', subject, role),
    complete: permit('complete', subject, role),
    permitDeskPayment: permit('permitDeskPayment', subject, role),
    takePayment: permit('takePayment', subject, role),
    noShow: permit('noShow', subject, role),
    cancel: permit('cancel', subject, role),
  };
}
