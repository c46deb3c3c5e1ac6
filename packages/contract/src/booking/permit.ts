import type { Booking } from './booking.schemas.ts';
import type { BookingAction, BookingObstacle } from './booking-words.ts';

export type Permit = Booking['may'][BookingAction];

/**
 * What stands in the way at a moment after the booking was read, or null: a permit names the instants at which it
 * begins and ends, so that a page need not ask again to know that they have passed.
 */
export function obstacleAt(permit: Permit, nowMs: number): BookingObstacle | null {
  if (permit.allowed)
    return permit.until !== null && nowMs >= Date.parse(permit.until) ? 'hold_expired' : null;
  if (permit.from !== null && nowMs >= Date.parse(permit.from)) return null;
  return permit.reason;
}
