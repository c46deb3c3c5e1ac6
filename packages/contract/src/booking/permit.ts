import type { Booking } from './booking.schemas.ts';
import type { BookingAction, BookingObstacle } from './booking-words.ts';

export type Permit = Booking['may'][BookingAction];

/**
 * Why the action is not allowed at an instant after the booking was read, or null. A permit carries the instants at
 * which it begins and ends, so that a page need not fetch again when they pass.
 */
export function obstacleAt(permit: Permit, nowMs: number): BookingObstacle | null {
  if (permit.allowed)
    return permit.until !== null && nowMs >= Date.parse(permit.until) ? 'hold_expired' : null;
  if (permit.from !== null && nowMs >= Date.parse(permit.from)) return null;
  return permit.reason;
}
