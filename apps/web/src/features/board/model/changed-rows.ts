import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BoardDay } from './board-rows.ts';

/** The rows whose version rose between two readings of one day: what to point out. */
export function changedRows(before: BoardDay | undefined, after: BoardDay): Booking[] {
  if (before === undefined || before.date !== after.date) return [];
  const versions = new Map<string, number>(before.bookings.map((booking) => [booking.id, booking.version]));
  return after.bookings.filter((booking) => (versions.get(booking.id) ?? 0) < booking.version);
}

/** Puts the server's echo of a command into the day. Whether it is newer is decided where it is stored. */
export function withBooking<Day extends BoardDay>(day: Day | undefined, booking: Booking): Day | undefined {
  if (day === undefined || !day.bookings.some((row) => row.id === booking.id)) return day;
  return { ...day, bookings: day.bookings.map((row) => (row.id === booking.id ? booking : row)) };
}
