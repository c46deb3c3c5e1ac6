import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { moved } from './model/board-keys.ts';
import { firstDueRow } from './model/board-rows.ts';

export const pageSize = 50;
/** Rows that PageUp and PageDown move by. */
const leap = 10;

/** The row that the keyboard is on. The page on view is derived from it, so that the two cannot disagree. */
export function useBoardCursor(rows: readonly Booking[], openId: string | null) {
  const [chosenId, setChosenId] = useState<string | null>(openId);
  // Computed once: a row that changes with the clock would move the list while it is read.
  const [dueId] = useState<string | null>(() => firstDueRow(rows, serverNow())?.id ?? null);
  const wantsFocus = useRef(false);
  const at = (id: string | null): number => rows.findIndex((row) => row.id === id);
  const index = [at(chosenId), at(dueId), rows.length > 0 ? 0 : -1].find((found) => found >= 0) ?? -1;
  const current = rows[index] ?? null;

  useEffect(() => {
    if (!wantsFocus.current || current === null) return;
    wantsFocus.current = false;
    document.querySelector<HTMLElement>(`[data-booking="${current.id}"]`)?.focus();
  });

  const firstOnView = useRef(current?.id ?? null);
  useLayoutEffect(() => {
    const row = document.querySelector(`[data-booking="${firstOnView.current}"]`);
    // Scroll only the list, so that the head of the page stays visible.
    if (document.documentElement.scrollHeight <= window.innerHeight) row?.scrollIntoView({ block: 'center' });
  }, []);

  const page = Math.max(0, Math.floor(index / pageSize));
  const rowAfter = (to: Parameters<typeof moved>[1]): Booking | null =>
    rows[moved(index, to, rows.length, leap)] ?? null;
  return {
    current,
    page,
    pages: Math.ceil(rows.length / pageSize),
    pageRows: rows.slice(page * pageSize, (page + 1) * pageSize),
    rowAfter,
    choose: (id: string, focus: boolean) => {
      wantsFocus.current = focus;
      setChosenId(id);
    },
    focusCurrent: () => {
      wantsFocus.current = true;
      setChosenId(current?.id ?? null);
    },
    showPage: (wanted: number) => setChosenId(rows[wanted * pageSize]?.id ?? null),
  };
}
