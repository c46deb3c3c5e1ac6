import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testBooking } from '../test-bookings.ts';
import type { BoardDay } from './board-rows.ts';
import { changedIds, mergeBooking, mergeDay } from './keep-newest.ts';

const at = (second: number): string => new Date(Date.parse('2026-11-23T05:00:00.000Z') + second * 1000).toISOString();

function day(second: number, versions: readonly number[]): BoardDay {
  return {
    date: '2026-11-23',
    serverNow: at(second),
    bookings: versions.map((version, index) => testBooking(index, { version })),
  };
}

const versionsOf = (shown: BoardDay): number[] => shown.bookings.map((booking) => booking.version);

describe('readings of a day', () => {
  it('never take a row back to an older version, in whatever order they arrive', () => {
    const truth = [0, 1, 2, 3, 4].map((second) => day(second, [second + 1, second < 2 ? 1 : 7, 3]));
    const shuffled = fc.shuffledSubarray(truth, { minLength: 1, maxLength: truth.length });
    fc.assert(
      fc.property(shuffled, (arrivals) => {
        let shown: BoardDay | undefined;
        for (const read of arrivals) {
          const next = mergeDay(shown, read);
          const before = shown === undefined ? [0, 0, 0] : versionsOf(shown);
          versionsOf(next).forEach((version, index) => expect(version).toBeGreaterThanOrEqual(before[index] ?? 0));
          shown = next;
        }
        const best = arrivals.reduce((one, other) => (one.serverNow > other.serverNow ? one : other));
        expect(versionsOf(shown as BoardDay)).toEqual(versionsOf(best));
      }),
    );
  });

  it('keep a newer echo of a command over an older reading that ended later', () => {
    const echoed = mergeBooking(day(1, [3, 3]), testBooking(0, { version: 4, state: 'checked_in' }));
    const merged = mergeDay(echoed, day(2, [3, 3]));
    expect(merged.bookings[0]).toMatchObject({ version: 4, state: 'checked_in' });
  });

  it('let the later reading decide which rows there are', () => {
    expect(mergeDay(day(2, [1]), day(1, [1, 1])).bookings).toHaveLength(2);
    expect(mergeDay(day(1, [1, 1]), day(2, [1])).bookings).toHaveLength(1);
  });

  it('replace another day altogether', () => {
    const other = { ...day(9, [1]), date: '2026-11-24' };
    expect(mergeDay(day(1, [5, 5]), other)).toBe(other);
    expect(changedIds(day(1, [5]), other)).toEqual([]);
  });

  it('name the rows that rose', () => {
    expect(changedIds(day(1, [1, 2]), day(2, [1, 3]))).toEqual([testBooking(1).id]);
    expect(changedIds(undefined, day(2, [1, 3]))).toEqual([]);
  });
});

describe('an echoed booking', () => {
  it('is ignored when it is older, or of another day', () => {
    const shown = day(1, [4]);
    expect(mergeBooking(shown, testBooking(0, { version: 3 }))).toBe(shown);
    expect(mergeBooking(shown, testBooking(9, { version: 9 }))).toBe(shown);
  });
});
