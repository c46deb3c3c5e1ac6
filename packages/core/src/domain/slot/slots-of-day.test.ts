import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { calendars } from '../../../test/slots/calendars.ts';
import { type DayQuestion, daysBetween, slotsOfDay, startOfDay } from './slots-of-day.ts';

const open: Omit<DayQuestion, 'date' | 'timeZone' | 'durationMinutes' | 'rules'> = {
  busy: [],
  after: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
};
const always = { validFrom: '1900-01-01', validUntil: null };
const everyDay = (opens: string, closes: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes, ...always }));

function wallTimes(
  timeZone: string,
  date: string,
  opens: string,
  closes: string,
  durationMinutes = 30,
): string[] {
  const rules = everyDay(opens, closes);
  return slotsOfDay({ ...open, timeZone, date, durationMinutes, rules }).map(({ startsAt }) => {
    const at = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timeZone);
    return `${at.toPlainTime().toString({ smallestUnit: 'minute' })}${at.offset}`;
  });
}

describe('days on which the clocks change', () => {
  test('a session across the skipped hour is one hour shorter, with slots of full length', () => {
    expect(wallTimes('Europe/Berlin', '2026-03-29', '01:00', '04:00')).toEqual([
      '01:00+01:00',
      '01:30+01:00',
      '03:00+02:00',
      '03:30+02:00',
    ]);
  });

  test('a session across the repeated hour is one hour longer', () => {
    expect(wallTimes('Europe/Berlin', '2026-10-25', '01:00', '04:00')).toEqual([
      '01:00+02:00',
      '01:30+02:00',
      '02:00+02:00',
      '02:30+02:00',
      '02:00+01:00',
      '02:30+01:00',
      '03:00+01:00',
      '03:30+01:00',
    ]);
  });

  test('a session that opens in a skipped hour opens after it, in a repeated hour with the second one', () => {
    expect(wallTimes('Europe/Dublin', '2026-03-29', '01:30', '03:30')).toEqual([
      '02:30+01:00',
      '03:00+01:00',
    ]);
    expect(wallTimes('Europe/Dublin', '2026-10-25', '01:30', '02:30')).toEqual([
      '01:30+00:00',
      '02:00+00:00',
    ]);
  });

  test('on Lord Howe half an hour is skipped and repeated', () => {
    expect(wallTimes('Australia/Lord_Howe', '2026-10-04', '01:30', '03:00')).toEqual([
      '01:30+10:30',
      '02:30+11:00',
    ]);
    expect(wallTimes('Australia/Lord_Howe', '2026-04-05', '01:00', '02:30')).toEqual([
      '01:00+11:00',
      '01:30+11:00',
      '01:30+10:30',
      '02:00+10:30',
    ]);
  });

  test('on a day that begins at one o’clock a midnight session starts then', () => {
    expect(wallTimes('America/Santiago', '2026-09-06', '00:00', '02:00')).toEqual([
      '01:00-03:00',
      '01:30-03:00',
    ]);
  });

  test('where midnight is repeated, slots after the first one do not belong to the old day', () => {
    expect(wallTimes('America/Havana', '2026-10-31', '23:00', '24:00')).toEqual([
      '23:00-04:00',
      '23:30-04:00',
    ]);
  });

  test('Mexico City changed its clocks in 2022 and no longer does', () => {
    expect(wallTimes('America/Mexico_City', '2022-04-03', '01:00', '04:00')).toHaveLength(4);
    expect(wallTimes('America/Mexico_City', '2026-04-05', '01:00', '04:00')).toHaveLength(6);
    const hour = (date: string) => wallTimes('America/Mexico_City', date, '09:00', '10:00')[0];
    expect([hour('2022-07-01'), hour('2023-07-01')]).toEqual(['09:00-05:00', '09:00-06:00']);
  });

  test('the zone of Kolkata never changes', () => {
    for (const date of daysBetween('2026-01-01', '2026-12-31')) {
      expect(wallTimes('Asia/Kolkata', date, '09:00', '10:00')).toEqual(['09:00+05:30', '09:30+05:30']);
    }
  });
});

describe('any schedule on any day in any zone', () => {
  test('gives ordered, distinct slots of full length, on their day, in a session, outside leave', () => {
    fc.assert(
      fc.property(calendars(), (calendar) => {
        const { rules, leaves, durationMinutes, date, timeZone } = calendar;
        const after = startOfDay(date, timeZone) + 3 * 3_600_000;
        const slots = slotsOfDay({ ...open, date, timeZone, durationMinutes, rules, busy: leaves, after });
        const starts = slots.map((slot) => slot.startsAt);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        for (const { startsAt, endsAt } of slots) {
          expect(endsAt - startsAt).toBe(durationMinutes * 60_000);
          expect(startsAt).toBeGreaterThan(after);
          const local = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timeZone);
          expect(local.toPlainDate().toString()).toBe(date);
          expect(leaves.some((leave) => leave.startsAt < endsAt && startsAt < leave.endsAt)).toBe(false);
          expect(rules.some((rule) => rule.weekday === local.dayOfWeek && rule.validFrom <= date)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('one session never gives overlapping slots', () => {
    fc.assert(
      fc.property(calendars(), ({ rules, durationMinutes, date, timeZone }) => {
        for (const rule of rules) {
          const slots = slotsOfDay({ ...open, date, timeZone, durationMinutes, rules: [rule] });
          slots.slice(1).forEach((slot, n) => {
            expect(slot.startsAt).toBeGreaterThanOrEqual(slots[n]?.endsAt ?? 0);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('one more busy time only removes slots', () => {
    fc.assert(
      fc.property(calendars(), fc.integer({ min: 0, max: 1440 }), (calendar, minute) => {
        const startsAt = startOfDay(calendar.date, calendar.timeZone) + minute * 60_000;
        const taken = { startsAt, endsAt: startsAt + 1_200_000 };
        const before = slotsOfDay({ ...open, ...calendar, busy: [] });
        const later = slotsOfDay({ ...open, ...calendar, busy: [taken] });
        expect(
          before.filter((slot) => slot.endsAt <= taken.startsAt || slot.startsAt >= taken.endsAt),
        ).toEqual(later);
      }),
      { numRuns: 300 },
    );
  });
});

test('the days between two dates include both ends and a leap day', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  expect(daysBetween('2026-01-02', '2026-01-01')).toEqual([]);
});
