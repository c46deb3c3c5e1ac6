import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { LocalDate } from '@holdfast/contract/time';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { dateInZone } from '../../lib/format/format-time.ts';
import type { BoardFilter } from './model/board-rows.ts';

const route = '/staff/board';

interface Change {
  readonly date?: string | undefined;
  readonly doctor?: string | undefined;
  readonly states?: string | undefined;
  readonly q?: string | undefined;
  readonly booking?: string | undefined;
}

function statesIn(text: string | undefined): BookingState[] {
  const named = new Set(text?.split('.') ?? []);
  return bookingMachine.states.filter((state) => named.has(state));
}

function blankless(search: Change) {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** The view is kept in the address, so that a reload or a shared link shows the same. */
export function useBoardView(timeZone: string) {
  const search = useSearch({ from: route });
  const navigate = useNavigate();
  const today = dateInZone(useServerNow(30_000), timeZone);
  const [typed, setTyped] = useState(search.q ?? '');
  const change = (next: Change): void => {
    void navigate({ to: '/board', search: (before) => blankless({ ...before, ...next }), replace: true });
  };
  const keepTyped = useDebouncedCallback((q: string) => change({ q }), 300);
  const filter = useMemo<BoardFilter>(
    () => ({ states: statesIn(search.states), doctorId: search.doctor ?? null, search: typed }),
    [search.states, search.doctor, typed],
  );
  return {
    today,
    date: LocalDate.safeParse(search.date).success ? (search.date ?? today) : today,
    filter,
    openId: search.booking ?? null,
    showDate: (date: string) => change({ date: date === today ? undefined : date, booking: undefined }),
    showDoctor: (doctorId: string | null) => change({ doctor: doctorId ?? undefined }),
    showStates: (states: readonly BookingState[]) => change({ states: states.join('.') }),
    showSearch: (text: string) => {
      setTyped(text);
      keepTyped(text);
    },
    clearFilter: () => {
      setTyped('');
      change({ q: undefined, doctor: undefined, states: undefined });
    },
    showDayOf: (booking: Booking) => {
      const date = dateInZone(Date.parse(booking.startsAt), timeZone);
      setTyped('');
      change({
        date: date === today ? undefined : date,
        booking: booking.id,
        q: undefined,
        doctor: undefined,
        states: undefined,
      });
    },
    showBooking: (bookingId: string | null) => change({ booking: bookingId ?? undefined }),
  };
}

export type BoardView = ReturnType<typeof useBoardView>;
