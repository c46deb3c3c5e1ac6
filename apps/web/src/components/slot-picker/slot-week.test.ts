import { maxSlotSearchDays } from '@holdfast/contract/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/format/format-time.ts';
import { shownDay, slotsByPart, weekFrom } from './slot-week.ts';

const today = '2026-11-23';

describe('the week on view', () => {
  it('begins today and ends where times are no longer open', () => {
    expect(weekFrom(undefined, today)).toEqual({
      from: '2026-11-23',
      to: '2026-11-29',
      earlier: null,
      later: '2026-11-30',
    });
    expect(weekFrom('2026-12-21', today)).toEqual({
      from: '2026-12-21',
      to: '2026-12-23',
      earlier: '2026-12-14',
      later: null,
    });
  });

  it('has no last week where there is no limit of days', () => {
    expect(weekFrom('2027-12-20', today, null)).toMatchObject({ from: '2027-12-20', later: '2027-12-27' });
  });

  it('contains the day in the address, even in mid-week', () => {
    expect(weekFrom('2026-12-03', today).from).toBe('2026-11-30');
  });

  it('is a valid week, whatever the address says', () => {
    const last = addDays(today, maxSlotSearchDays - 1);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer({ min: -400, max: 400 }).map((n) => addDays(today, n)),
        ),
        (wanted) => {
          const week = weekFrom(wanted, today);
          expect(week.from >= today && week.to <= last && week.from <= week.to).toBe(true);
        },
      ),
    );
  });
});

describe('the day on view', () => {
  const days = [
    { date: '2026-11-23', slots: [] },
    { date: '2026-11-24', slots: ['a'] },
    { date: '2026-11-25', slots: ['b'] },
  ];

  it('is the one asked for when it has free times, else the first that has', () => {
    expect(shownDay(days, '2026-11-25')?.date).toBe('2026-11-25');
    expect(shownDay(days, '2026-11-23')?.date).toBe('2026-11-24');
    expect(shownDay(days, undefined)?.date).toBe('2026-11-24');
    expect(shownDay(days.slice(0, 1), undefined)).toBeNull();
  });
});

describe('times of a day', () => {
  it('are grouped by the clock of the clinic, in order, without empty groups', () => {
    const at = (time: string) => ({ startsAt: `2026-11-24T${time}:00.000Z` });
    const found = slotsByPart([at('12:00'), at('05:00'), at('04:30')], 'Asia/Kolkata');
    expect(found.map(({ part, slots }) => [part, slots.length])).toEqual([
      ['morning', 2],
      ['evening', 1],
    ]);
    expect(found[0]?.slots[0]).toEqual(at('04:30'));
  });
});
