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
import { type BookingState, bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';

/** What the desk may do with a booking, in the order in which a visit needs it. */
export const boardActions = [
  'checkIn',
  'start',
  'complete',
  'permitDeskPayment',
  'noShow',
  'cancel',
] as const;
export type BoardAction = (typeof boardActions)[number];

interface ActionFacts {
  readonly target: BookingState;
  readonly access: Access;
}

const facts: Record<BoardAction, ActionFacts> = {
  checkIn: { target: bookingState.checked_in, access: checkIn.access },
  start: { target: bookingState.in_consultation, access: startConsultation.access },
  complete: { target: bookingState.completed, access: completeBooking.access },
  permitDeskPayment: { target: bookingState.confirmed, access: permitDeskPayment.access },
  noShow: { target: bookingState.no_show, access: markNoShow.access },
  cancel: { target: bookingState.cancelled, access: cancelBooking.access },
};

/** Shown before the server refuses; the clinic's own grace period is the server's to apply. */
export const noShowGraceMinutes = 15;

/** Why an allowed action is not possible now. */
export type ActionObstacle = 'wrong_state' | 'too_early' | 'hold_over';

export type ActionAvailability =
  | { readonly action: BoardAction; readonly possible: true }
  | { readonly action: BoardAction; readonly possible: false; readonly obstacle: ActionObstacle };

export type ActionSubject = Pick<Booking, 'state' | 'startsAt' | 'holdExpiresAt'>;

/** Actions of somebody with these capabilities in the clinic; what a patient may do elsewhere is not asked here. */
export function actionsWith(capabilities: readonly Capability[]): readonly BoardAction[] {
  return boardActions.filter((action) => {
    const { access } = facts[action];
    return access.kind === 'clinic' && capabilities.includes(access.capability);
  });
}

function obstacleOf(action: BoardAction, subject: ActionSubject, nowMs: number): ActionObstacle | null {
  if (!bookingMachine.can(subject.state, facts[action].target)) return 'wrong_state';
  const holdOver = subject.holdExpiresAt !== null && Date.parse(subject.holdExpiresAt) <= nowMs;
  if (action === 'permitDeskPayment' && holdOver) return 'hold_over';
  const graceEndsMs = Date.parse(subject.startsAt) + noShowGraceMinutes * 60_000;
  if (action === 'noShow' && nowMs < graceEndsMs) return 'too_early';
  return null;
}

export function availability(action: BoardAction, subject: ActionSubject, nowMs: number): ActionAvailability {
  const obstacle = obstacleOf(action, subject, nowMs);
  return obstacle === null ? { action, possible: true } : { action, possible: false, obstacle };
}

/** The one action that moves an ordinary visit on: what the row's button offers. */
export function nextAction(
  subject: ActionSubject,
  capabilities: readonly Capability[],
  nowMs: number,
): BoardAction | null {
  const forward = actionsWith(capabilities).filter((action) => action !== 'cancel' && action !== 'noShow');
  return forward.find((action) => availability(action, subject, nowMs).possible) ?? null;
}
