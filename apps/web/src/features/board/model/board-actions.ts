import type { Access } from '@holdfast/contract/auth/access';
import type { Capability } from '@holdfast/contract/auth/capabilities';
import {
  cancelBooking,
  checkIn,
  completeBooking,
  markNoShow,
  permitDeskPayment,
  startConsultation,
} from '@holdfast/contract/booking/booking.procedures';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import {
  type BookingAction,
  type BookingObstacle,
  bookingActions,
} from '@holdfast/contract/booking/booking-words';
import { obstacleAt } from '@holdfast/contract/booking/permit';

/** What is done at the board; paying is the patient's. */
export type BoardAction = Exclude<BookingAction, 'pay'>;

/** In the order in which a visit needs them. */
export const boardActions = bookingActions.filter((action): action is BoardAction => action !== 'pay');

const accessOf: Record<BoardAction, Access> = {
  checkIn: checkIn.access,
  start: startConsultation.access,
  complete: completeBooking.access,
  permitDeskPayment: permitDeskPayment.access,
  noShow: markNoShow.access,
  cancel: cancelBooking.access,
};

/** Actions of somebody with these capabilities in the clinic; whether a booking allows one now, its permit says. */
export function actionsWith(capabilities: readonly Capability[]): readonly BoardAction[] {
  return boardActions.filter((action) => {
    const access = accessOf[action];
    return access.kind === 'clinic' && capabilities.includes(access.capability);
  });
}

export interface ActionAvailability {
  readonly action: BoardAction;
  /** Null where the action is open now. */
  readonly obstacle: BookingObstacle | null;
}

export type ActionSubject = Pick<Booking, 'may'>;

export function availability(action: BoardAction, subject: ActionSubject, nowMs: number): ActionAvailability {
  return { action, obstacle: obstacleAt(subject.may[action], nowMs) };
}

const notShown: readonly (BookingObstacle | null)[] = ['not_permitted', 'wrong_state', 'already_done'];

/** Actions worth a button: those open now, and those that time or the clinic's rules alone stand against. */
export function shownActions(subject: ActionSubject, nowMs: number): readonly ActionAvailability[] {
  return boardActions
    .map((action) => availability(action, subject, nowMs))
    .filter(({ obstacle }) => !notShown.includes(obstacle));
}

/** True for somebody who only looks at the board. */
export function hasNoActions({ may }: ActionSubject): boolean {
  return boardActions.every((action) => may[action].reason === 'not_permitted');
}

/** The one action that moves an ordinary visit on: what the row's button offers. */
export function nextAction(subject: ActionSubject, nowMs: number): BoardAction | null {
  const open = shownActions(subject, nowMs).filter(({ obstacle }) => obstacle === null);
  return open.find(({ action }) => action !== 'cancel' && action !== 'noShow')?.action ?? null;
}
