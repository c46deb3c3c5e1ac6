import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BoardDay } from './board-rows.ts';

/** Rows whose version rose between two reads of one day, to be highlighted. */
export function changedRows(before: BoardDay | undefined, after: BoardDay): Booking[] {
  if (before === undefined || before.date !== after.date) return [];
  const versions = new Map<string, number>(before.bookings.map((booking) => [booking.id, booking.version]));
  return after.bookings.filter((booking) => (versions.get(booking.id) ?? 0) < booking.version);
}

/** Puts the result of a command into the day. The cache keeps whichever version is newer. */
export function withBooking<Day extends BoardDay>(day: Day | undefined, booking: Booking): Day | undefined {
  if (day === undefined || !day.bookings.some((row) => row.id === booking.id)) return day;
  return { ...day, bookings: day.bookings.map((row) => (row.id === booking.id ? booking : row)) };
}
