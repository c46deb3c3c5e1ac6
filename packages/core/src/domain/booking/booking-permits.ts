import { bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingAction, BookingObstacle } from '@holdfast/contract/booking/booking-words';
import { type BookingMoneyState, moneyPhases } from '@holdfast/contract/booking/booking-words';
import {
  type BookingDecision,
  type CallerFacts,
  type CancelFacts,
  type CheckoutFacts,
  type DeskPaymentFacts,
  decideCancel,
  decideCheckout,
  decideDeskPayment,
  decideMove,
  decideNoShow,
  decideTakePayment,
  noShowFrom,
} from './decide-booking.ts';

export interface PermitFacts extends CallerFacts, CancelFacts, DeskPaymentFacts, CheckoutFacts {
  readonly holdExpiresAt: Date | null;
  readonly moneyState: BookingMoneyState;
  readonly dueMinor: number;
}

export interface Permit {
  readonly allowed: boolean;
  readonly reason: BookingObstacle | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

function allowed(until: Date | null = null): Permit {
  return { allowed: true, reason: null, from: null, until };
}

function refused(reason: BookingObstacle, from: Date | null = null): Permit {
  return { allowed: false, reason, from, until: null };
}

function permitOf(decision: BookingDecision<unknown>, until: Date | null = null): Permit {
  if (decision.kind === 'go') return allowed(until);
  return refused(decision.kind === 'already' ? 'already_done' : decision.obstacle);
}

/** A time that is only held is paid while its hold runs. */
const untilOf = ({ state, holdExpiresAt }: PermitFacts, otherwise: Date | null): Date | null =>
  bookingMachine.is.unpaid(state) ? holdExpiresAt : otherwise;

/** A hold that runs is still to be paid after these: money that does not count or went back pays for nothing, a part not for the rest. */
const leavesToPay: readonly BookingMoneyState[] = ['wrong_amount', 'part_paid', 'refunding', 'refunded'];

const hasCome = (money: BookingMoneyState): boolean =>
  money === 'authorized' || (moneyPhases[money] === 'came' && !leavesToPay.includes(money));

/** Narrower than the verb, which also serves a page that just lost its checkout, so that no page asks to pay twice. */
function payPermit(booking: PermitFacts): Permit {
  if (!booking.byDesk && !booking.ownedByCaller) return refused('not_permitted');
  const decision = decideCheckout(booking);
  if (decision.kind !== 'go') return permitOf(decision);
  if (!decision.effect.isOnline) return refused('not_online');
  return hasCome(booking.moneyState) ? refused('money_came') : allowed(untilOf(booking, booking.startsAt));
}

/** Narrower than the verb, which records cash that was taken while money came online: no page asks for more than is due. */
function takePaymentPermit(booking: PermitFacts): Permit {
  const decision = decideTakePayment(booking);
  if (decision.kind !== 'go') return permitOf(decision);
  if (booking.fundsMinor >= booking.dueMinor) return refused('money_came');
  return allowed(untilOf(booking, null));
}

function noShowPermit(booking: PermitFacts): Permit {
  const permit = permitOf(decideNoShow(booking));
  return permit.reason === 'too_early' ? refused('too_early', noShowFrom(booking)) : permit;
}

const rules: Readonly<Record<BookingAction, (booking: PermitFacts) => Permit>> = {
  pay: payPermit,
  checkIn: ({ state }) => permitOf(decideMove(state, bookingState.checked_in)),
  start: ({ state }) => permitOf(decideMove(state, bookingState.in_consultation)),
  complete: ({ state }) => permitOf(decideMove(state, bookingState.completed)),
  permitDeskPayment: (booking) => permitOf(decideDeskPayment(booking), booking.holdExpiresAt),
  takePayment: takePaymentPermit,
  noShow: noShowPermit,
  cancel: (booking) => permitOf(decideCancel(booking)),
};

/** What one person may do with a booking: whether they may call the verb at all, then what the verb would decide. */
export function bookingPermit(action: BookingAction, booking: PermitFacts, mayCall: boolean): Permit {
  return mayCall ? rules[action](booking) : refused('not_permitted');
}
