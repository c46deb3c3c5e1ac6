import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../lib/api/trpc.ts';
import type { BoardDay } from './model/board-rows.ts';
import { changedRows } from './model/changed-rows.ts';

const flashMs = 1_600;

/** One day of a clinic, kept fresh by the feed, or by a slow poll while the live stream is lost. */
export function useBoardDay(clinicId: string, date: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.bookings.board.queryOptions(
      { clinicId, date },
      { refetchInterval: 60_000, refetchOnWindowFocus: true },
    ),
  );
}

/** Rows that changed while on view, for as long as they are highlighted. */
export function useChangedRows(day: BoardDay | undefined): readonly Booking[] {
  const before = useRef<BoardDay | undefined>(undefined);
  const [changed, setChanged] = useState<readonly Booking[]>([]);
  useEffect(() => {
    if (day === undefined) return;
    const rose = changedRows(before.current, day);
    before.current = day;
    if (rose.length > 0) setChanged(rose);
  }, [day]);
  useEffect(() => {
    if (changed.length === 0) return;
    const timer = setTimeout(() => setChanged([]), flashMs);
    return () => clearTimeout(timer);
  }, [changed]);
  return changed;
}
