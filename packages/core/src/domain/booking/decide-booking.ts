import { type BookingState, bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import { already, type Decision, go, refuse } from '../../decision.ts';

/** The facts about a booking on which its next step depends. */
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

/** One step along an edge; having arrived there already is success. */
export function decideMove(state: BookingState, to: BookingState): Decision<Move> {
  if (state === to) return already;
  if (!bookingMachine.can(state, to)) return refuse('STATE_CONFLICT', `${state} → ${to}`);
  return go({ from: state, to });
}

/** A no-show needs the start and the grace to have passed. */
export function decideNoShow(booking: BookingFacts): Decision<Move> {
  const move = decideMove(booking.state, bookingState.no_show);
  if (move.kind !== 'go') return move;
  const graceEnds = booking.startsAt.getTime() + booking.noShowGraceMinutes * 60_000;
  if (booking.now.getTime() < graceEnds)
    return refuse('STATE_CONFLICT', 'the grace after the start has not passed');
  return move;
}

/** Who asks, seen from the booking. */
export interface CallerFacts {
  /** Acts for the clinic at its desk. */
  readonly byDesk: boolean;
  /** Holds another role in this clinic: sees the booking, so that it need not be hidden from him. */
  readonly byColleague: boolean;
  readonly ownedByCaller: boolean;
}

const notTheirs = (caller: CallerFacts): Decision<never> =>
  caller.byColleague ? refuse('FORBIDDEN', 'not at the desk') : refuse('NOT_FOUND', 'not of this account');

export interface CancelFacts extends BookingFacts, CallerFacts {
  /** Captured and not yet given back or on its way, on the attempt that settled the payment. */
  readonly refundableMinor: number;
}

export interface Cancellation extends Move {
  readonly refundMinor: number;
}

/** The desk cancels anything live and gives everything back; a patient may release what is not yet paid. */
export function decideCancel(booking: CancelFacts): Decision<Cancellation> {
  if (!booking.byDesk && !booking.ownedByCaller) return notTheirs(booking);
  const move = decideMove(booking.state, bookingState.cancelled);
  if (move.kind !== 'go') return move;
  if (!booking.byDesk && !bookingMachine.is.unpaid(booking.state))
    return refuse('FORBIDDEN', 'only the clinic cancels a confirmed visit');
  return go({ ...move.effect, refundMinor: booking.refundableMinor });
}

export interface DeskPaymentFacts extends CallerFacts {
  readonly state: BookingState;
  readonly holdLapsed: boolean;
  /** Who may confirm on the promise to pay at the desk. */
  readonly deskPermission: string;
}

export function decideDeskPayment(booking: DeskPaymentFacts): Decision<Move> {
  if (!booking.byDesk) {
    if (!booking.ownedByCaller) return notTheirs(booking);
    if (booking.deskPermission !== 'patients') return refuse('FORBIDDEN', 'this clinic wants payment first');
  }
  const move = decideMove(booking.state, bookingState.confirmed);
  if (move.kind === 'go' && booking.holdLapsed) return refuse('HOLD_EXPIRED', 'the hold has lapsed');
  return move;
}
