import { type BookingState, bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingObstacle } from '@holdfast/contract/booking/booking-words';
import type { ErrorCode } from '@holdfast/contract/errors';
import type { Collected } from '@holdfast/contract/payment/payment-providers';
import { type Already, already, type Go, go, type Refusal } from '../../decision.ts';

interface Obstruction extends Refusal {
  /** The reason that pages show. */
  readonly obstacle: BookingObstacle;
}

export type BookingDecision<Effect> = Go<Effect> | Already | Obstruction;

function obstruct(obstacle: BookingObstacle, code: ErrorCode, because: string): Obstruction {
  return { kind: 'refuse', code, because, obstacle };
}

/** The facts that decide a booking's next step. */
export interface BookingFacts {
  readonly state: BookingState;
  readonly startsAt: Date;
  readonly noShowGraceMinutes: number;
  /** By the database's clock. */
  readonly now: Date;
}

export interface Move {
  readonly from: BookingState;
  readonly to: BookingState;
}

/** One step along an edge; being there already is success. */
export function decideMove(state: BookingState, to: BookingState): BookingDecision<Move> {
  if (state === to) return already;
  if (!bookingMachine.can(state, to)) return obstruct('wrong_state', 'STATE_CONFLICT', `${state} → ${to}`);
  return go({ from: state, to });
}

/** From this instant the patient may be marked a no-show: start plus the clinic's grace. */
export function noShowFrom(booking: Pick<BookingFacts, 'startsAt' | 'noShowGraceMinutes'>): Date {
  return new Date(booking.startsAt.getTime() + booking.noShowGraceMinutes * 60_000);
}

/** Rejected before the start and the grace have passed. */
export function decideNoShow(booking: BookingFacts): BookingDecision<Move> {
  const move = decideMove(booking.state, bookingState.no_show);
  if (move.kind !== 'go') return move;
  if (booking.now < noShowFrom(booking))
    return obstruct('too_early', 'STATE_CONFLICT', 'the grace after the start has not passed');
  return move;
}

/** The caller's relation to the booking. */
export interface CallerFacts {
  /** Acts for the clinic at its desk. */
  readonly byDesk: boolean;
  /** Has another role in this clinic and may see the booking, so that it need not be hidden. */
  readonly byColleague: boolean;
  readonly ownedByCaller: boolean;
}

const notTheirs = (caller: CallerFacts): Obstruction =>
  caller.byColleague
    ? obstruct('not_permitted', 'FORBIDDEN', 'not at the desk')
    : obstruct('not_permitted', 'NOT_FOUND', 'not of this account');

export interface CancelFacts extends BookingFacts, CallerFacts {}

/** The desk cancels any live booking, and its money goes back in full; a patient may release an unpaid one. */
export function decideCancel(booking: CancelFacts): BookingDecision<Move> {
  if (!booking.byDesk && !booking.ownedByCaller) return notTheirs(booking);
  const move = decideMove(booking.state, bookingState.cancelled);
  if (move.kind !== 'go') return move;
  if (!booking.byDesk && !bookingMachine.is.unpaid(booking.state))
    return obstruct('only_clinic', 'FORBIDDEN', 'only the clinic cancels a confirmed booking');
  return move;
}

export interface DeskPaymentFacts extends CallerFacts {
  readonly state: BookingState;
  readonly holdExpired: boolean;
  /** The clinic's policy: who may confirm with payment at the desk. */
  readonly deskPermission: string;
}

export function decideDeskPayment(booking: DeskPaymentFacts): BookingDecision<Move> {
  if (!booking.byDesk) {
    if (!booking.ownedByCaller) return notTheirs(booking);
    if (booking.deskPermission !== 'patients')
      return obstruct('payment_first', 'FORBIDDEN', 'this clinic wants payment first');
  }
  const move = decideMove(booking.state, bookingState.confirmed);
  if (move.kind === 'go' && booking.holdExpired)
    return obstruct('hold_expired', 'HOLD_EXPIRED', 'the hold has expired');
  return move;
}

export interface CheckoutFacts {
  readonly state: BookingState;
  readonly startsAt: Date;
  readonly now: Date;
  readonly holdExpired: boolean;
  readonly collected: Collected;
  /** Confirmed by a permission to pay at the desk. */
  readonly isPermitted: boolean;
  /** What has come for its bill and is still here. */
  readonly fundsMinor: number;
}

/** A permission to pay at the desk leaves online paying open until the visit begins, while nothing has come. */
function isOpenByPermission({ state, isPermitted, startsAt, now }: CheckoutFacts): boolean {
  return bookingMachine.is.announced(state) && isPermitted && startsAt > now;
}

/** Paying is possible while the hold lasts. `isOnline` is false where the money is taken at the desk. */
export function decideCheckout(booking: CheckoutFacts): BookingDecision<{ readonly isOnline: boolean }> {
  const { state, collected } = booking;
  if (state === bookingState.expired) return obstruct('hold_expired', 'HOLD_EXPIRED', state);
  if (isOpenByPermission(booking)) {
    if (booking.fundsMinor > 0) return obstruct('money_came', 'STATE_CONFLICT', 'money has come');
    return go({ isOnline: collected === 'online' });
  }
  if (!bookingMachine.is.unpaid(state)) return obstruct('wrong_state', 'STATE_CONFLICT', state);
  if (booking.holdExpired) return obstruct('hold_expired', 'HOLD_EXPIRED', 'the hold has expired');
  return go({ isOnline: collected === 'online' });
}

export interface TakePaymentFacts extends CallerFacts {
  readonly state: BookingState;
  readonly holdExpired: boolean;
}

/** The desk takes money for a booking whose price is owed. How much, the bill decides. */
export function decideTakePayment(booking: TakePaymentFacts): BookingDecision<null> {
  if (!booking.byDesk) return notTheirs(booking);
  const { state } = booking;
  if (state === bookingState.expired) return obstruct('hold_expired', 'HOLD_EXPIRED', state);
  if (!bookingMachine.is.owed(state)) return obstruct('wrong_state', 'STATE_CONFLICT', state);
  if (bookingMachine.is.unpaid(state) && booking.holdExpired)
    return obstruct('hold_expired', 'HOLD_EXPIRED', 'the hold has expired');
  return go(null);
}
