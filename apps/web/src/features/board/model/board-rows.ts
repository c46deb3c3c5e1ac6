import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';

export interface BoardDay {
  readonly date: string;
  readonly bookings: readonly Booking[];
  readonly serverNow: string;
}

export interface BoardFilter {
  readonly states: readonly BookingState[];
  readonly doctorId: string | null;
  readonly search: string;
}

export const noFilter: BoardFilter = { states: [], doctorId: null, search: '' };

/** Lower case and without accents, so that "garcia" finds "García" in any of the three languages. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

function matchesSearch(booking: Booking, search: string): boolean {
  const words = folded(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const name = folded(booking.patientName);
  return words.every((word) => {
    const digits = word.replace(/[^\d]/g, '');
    const isPhone = digits !== '' && /^[+\d() -]+$/.test(word);
    return (
      name.includes(word) ||
      word === booking.reference.toLowerCase() ||
      (isPhone && booking.patientPhone.includes(digits))
    );
  });
}

function matches(booking: Booking, filter: BoardFilter): boolean {
  if (filter.doctorId !== null && booking.doctorId !== filter.doctorId) return false;
  return matchesSearch(booking, filter.search);
}

function byTime(one: Booking, other: Booking): number {
  const difference = Date.parse(one.startsAt) - Date.parse(other.startsAt);
  if (difference !== 0) return difference;
  return one.patientName.localeCompare(other.patientName) || (one.id < other.id ? -1 : 1);
}

/** The rows on view, earliest first. */
export function visibleRows(bookings: readonly Booking[], filter: BoardFilter): Booking[] {
  const wanted = new Set(filter.states);
  return bookings
    .filter((booking) => (wanted.size === 0 || wanted.has(booking.state)) && matches(booking, filter))
    .sort(byTime);
}

export interface StateCount {
  readonly state: BookingState;
  readonly count: number;
}

/** One counter per state that occurs, in the order of a visit. A state that is filtered on stays, even at zero. */
export function stateCounts(bookings: readonly Booking[], filter: BoardFilter): StateCount[] {
  const counts = new Map<BookingState, number>(filter.states.map((state) => [state, 0]));
  for (const booking of bookings) {
    if (matches(booking, filter)) counts.set(booking.state, (counts.get(booking.state) ?? 0) + 1);
  }
  return bookingMachine.states.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}

export function toggleState(states: readonly BookingState[], state: BookingState): BookingState[] {
  return states.includes(state) ? states.filter((other) => other !== state) : [...states, state];
}

/** Splits a phone so that the last four digits, which callers say aloud, can stand out. */
export function phoneParts(phone: string): { readonly lead: string; readonly tail: string } {
  const cut = Math.max(0, phone.length - 4);
  return { lead: phone.slice(0, cut), tail: phone.slice(cut) };
}

/** The row that needs the desk first: the earliest visit that has not ended and is not long past. */
export function firstDueRow(rows: readonly Booking[], nowMs: number): Booking | null {
  const open = rows.filter((row) => !bookingMachine.isTerminal(row.state));
  return open.find((row) => Date.parse(row.endsAt) >= nowMs) ?? open.at(-1) ?? null;
}
