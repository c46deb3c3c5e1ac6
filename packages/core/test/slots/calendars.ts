import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { InstantRange, WeeklyRule } from '../../src/domain/slot/slots-of-day.ts';

/**
 * Half-hour changes, changes at midnight, negative summer time, odd offsets, and zones that no longer change.
 */
export const zonesInTest = [
  'Asia/Kolkata',
  'America/Mexico_City',
  'America/Tijuana',
  'Europe/Dublin',
  'Europe/Berlin',
  'America/Santiago',
  'America/Havana',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Asia/Beirut',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'America/Scoresbysund',
  'Pacific/Chatham',
] as const;

/** One doctor, one service, one day: input for both implementations. */
export interface Calendar {
  readonly timeZone: string;
  readonly date: string;
  readonly durationMinutes: number;
  readonly rules: readonly WeeklyRule[];
  readonly leaves: readonly InstantRange[];
  readonly minNoticeMinutes: number;
  readonly maxHorizonDays: number;
}

/** Days of the coming year on which the zone's clocks change. */
export function transitionDays(timeZone: string): string[] {
  const days: string[] = [];
  const end = Temporal.Now.zonedDateTimeISO(timeZone).add({ days: 360 });
  let at = Temporal.Now.zonedDateTimeISO(timeZone).getTimeZoneTransition('next');
  while (at !== null && Temporal.ZonedDateTime.compare(at, end) < 0) {
    // The change may be at midnight, so the day before is included.
    days.push(at.toPlainDate().subtract({ days: 1 }).toString(), at.toPlainDate().toString());
    at = at.getTimeZoneTransition('next');
  }
  return days;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const clock = (minutes: number): string =>
  `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;

function rulesOn(date: Temporal.PlainDate): fc.Arbitrary<WeeklyRule[]> {
  const rule = fc
    .record({
      weekdayOffset: fc.constantFrom(0, 0, 0, 1),
      opens: fc.integer({ min: 0, max: 283 }).map((n) => n * 5),
      minutes: fc.integer({ min: 1, max: 200 }).map((n) => n * 5),
      from: fc.integer({ min: -3, max: 1 }),
      until: fc.option(fc.integer({ min: -1, max: 3 })),
    })
    .map(({ weekdayOffset, opens, minutes, from, until }): WeeklyRule => {
      const validFrom = date.add({ days: from });
      const last = until === null ? null : date.add({ days: Math.max(until, from) });
      return {
        weekday: ((date.dayOfWeek - 1 + weekdayOffset) % 7) + 1,
        opens: clock(opens),
        closes: clock(Math.min(opens + minutes, 24 * 60)),
        validFrom: validFrom.toString(),
        validUntil: last?.toString() ?? null,
      };
    });
  return fc.array(rule, { minLength: 1, maxLength: 3 });
}

function leavesOn(date: Temporal.PlainDate, timeZone: string): fc.Arbitrary<InstantRange[]> {
  const start = date.toZonedDateTime(timeZone).epochMilliseconds;
  const leave = fc
    .tuple(fc.integer({ min: -60, max: 1500 }), fc.integer({ min: 1, max: 400 }))
    .map(([from, minutes]) => ({
      startsAt: start + from * 60_000,
      endsAt: start + (from + minutes) * 60_000,
    }));
  return fc.array(leave, { maxLength: 2 });
}

/** Any day of the coming months, half of them days on which the clocks change. */
export function calendars(): fc.Arbitrary<Calendar> {
  return fc.constantFrom(...zonesInTest).chain((timeZone) => {
    const today = Temporal.Now.plainDateISO(timeZone);
    const anyDay = fc.integer({ min: -1, max: 300 }).map((days) => today.add({ days }).toString());
    const changes = transitionDays(timeZone);
    const days = changes.length === 0 ? anyDay : fc.oneof(anyDay, fc.constantFrom(...changes));
    return days.chain((text) => {
      const date = Temporal.PlainDate.from(text);
      return fc.record({
        timeZone: fc.constant(timeZone),
        date: fc.constant(text),
        durationMinutes: fc.constantFrom(5, 10, 15, 20, 25, 30, 45, 50, 60, 90),
        rules: rulesOn(date),
        leaves: leavesOn(date, timeZone),
        minNoticeMinutes: fc.constantFrom(0, 0, 60, 1440, 43_200),
        maxHorizonDays: fc.constantFrom(1, 30, 90, 366),
      });
    });
  });
}
