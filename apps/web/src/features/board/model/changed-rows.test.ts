import { describe, expect, it } from 'vitest';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { fakeNow } from '../../../testing/fake-data.ts';
import { changedRows, withBooking } from './changed-rows.ts';

const day = (date: string, ...versions: readonly number[]) => ({
  date,
  serverNow: fakeNow,
  bookings: versions.map((version, index) => fakeVisit(index, { version })),
});
const ids = (rows: readonly { id: string }[]): string[] => rows.map((row) => row.id);

describe('changed rows', () => {
  it('are those whose version rose, and those that are new', () => {
    const before = day('2026-11-23', 1, 2);
    expect(ids(changedRows(before, day('2026-11-23', 1, 3, 1)))).toEqual([fakeVisit(1).id, fakeVisit(2).id]);
  });

  it('are none on the first read and none when the day changes', () => {
    expect(changedRows(undefined, day('2026-11-23', 1))).toEqual([]);
    expect(changedRows(day('2026-11-22', 1), day('2026-11-23', 2))).toEqual([]);
  });
});

describe('an echo', () => {
  it('replaces its row, and does not change a day without such a row', () => {
    const shown = day('2026-11-23', 1, 1);
    const echo = fakeVisit(1, { version: 2, state: 'checked_in' });
    expect(withBooking(shown, echo)?.bookings.map((row) => row.version)).toEqual([1, 2]);
    expect(withBooking(shown, fakeVisit(9))).toBe(shown);
    expect(withBooking(undefined, echo)).toBeUndefined();
  });
});
