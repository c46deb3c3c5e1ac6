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

/** Actions of the board: one key, one step. Only patients pay online; taking money asks for an amount and has its own form. */
export type BoardAction = Exclude<BookingAction, 'pay' | 'takePayment'>;

/** In the order in which a visit usually needs them. */
export const boardActions = bookingActions.filter(
  (action): action is BoardAction => action !== 'pay' && action !== 'takePayment',
);

const accessOf: Record<BoardAction, Access> = {
  checkIn: checkIn.access,
  start: startConsultation.access,
  complete: completeBooking.access,
  permitDeskPayment: permitDeskPayment.access,
  noShow: markNoShow.access,
  cancel: cancelBooking.access,
};

/** Actions that these capabilities allow in the clinic. The permits of a booking say which are allowed now. */
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

/** Actions to show: those allowed now, and those that only time or a clinic rule rules out. */
export function shownActions(subject: ActionSubject, nowMs: number): readonly ActionAvailability[] {
  return boardActions
    .map((action) => availability(action, subject, nowMs))
    .filter(({ obstacle }) => !notShown.includes(obstacle));
}

/** True for users who can only read the board. */
export function hasNoActions({ may }: ActionSubject): boolean {
  return boardActions.every((action) => may[action].reason === 'not_permitted');
}

/** The next step of an ordinary visit, offered on the button of its row. */
export function nextAction(subject: ActionSubject, nowMs: number): BoardAction | null {
  const open = shownActions(subject, nowMs).filter(({ obstacle }) => obstacle === null);
  return open.find(({ action }) => action !== 'cancel' && action !== 'noShow')?.action ?? null;
}
