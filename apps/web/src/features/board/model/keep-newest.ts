import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BoardDay } from './board-rows.ts';

/** Of two readings of one thing, the one with the higher version; the earlier object when they are the same. */
export function newer<T extends { readonly version: number }>(known: T | undefined, read: T): T {
  return known !== undefined && known.version >= read.version ? known : read;
}

/**
 * Joins what is shown with what was read. Answers may overtake each other: no row ever goes back to an older
 * version, and only the later of two readings decides which rows there are.
 */
export function mergeDay(shown: BoardDay | undefined, read: BoardDay): BoardDay {
  if (shown === undefined || shown.date !== read.date) return read;
  const shownById = new Map<string, Booking>(shown.bookings.map((booking) => [booking.id, booking]));
  if (Date.parse(read.serverNow) >= Date.parse(shown.serverNow)) {
    return { ...read, bookings: read.bookings.map((booking) => newer(shownById.get(booking.id), booking)) };
  }
  const readById = new Map<string, Booking>(read.bookings.map((booking) => [booking.id, booking]));
  const bookings = shown.bookings.map((booking) => {
    const late = readById.get(booking.id);
    return late === undefined ? booking : newer(booking, late);
  });
  const added = read.bookings.filter((booking) => !shownById.has(booking.id));
  return { ...shown, bookings: [...bookings, ...added] };
}

/** Puts one echoed booking into the day; a booking of another day is left out. */
export function mergeBooking(shown: BoardDay, booking: Booking): BoardDay {
  const index = shown.bookings.findIndex((row) => row.id === booking.id);
  const known = shown.bookings[index];
  if (known === undefined) return shown;
  const kept = newer(known, booking);
  if (kept === known) return shown;
  return { ...shown, bookings: shown.bookings.map((row, at) => (at === index ? kept : row)) };
}

/** Ids whose version rose between two readings: the rows to point out. */
export function changedIds(before: BoardDay | undefined, after: BoardDay): string[] {
  if (before === undefined || before.date !== after.date) return [];
  const versions = new Map<string, number>(before.bookings.map((booking) => [booking.id, booking.version]));
  return after.bookings
    .filter((booking) => (versions.get(booking.id) ?? 0) < booking.version)
    .map((booking) => booking.id);
}
