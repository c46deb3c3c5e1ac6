import { maxSlotSearchDays } from '@holdfast/contract/time';
import { addDays } from '../../lib/format/format-time.ts';

export const weekLength = 7;
/** How far ahead patients are shown free times. */
export const openDays = maxSlotSearchDays;

export interface Week {
  readonly from: string;
  readonly to: string;
  /** First day of the week before, null when this is the first. */
  readonly earlier: string | null;
  /** First day of the week after, null when times are not open further ahead. */
  readonly later: string | null;
}

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

function earlierOf(one: string, other: string): string {
  return one < other ? one : other;
}

/**
 * The week on view. Weeks are counted from today, so that the first one is never half in the past; an address
 * with a day that is gone or too far ahead leads to the nearest week that can be shown. Without a limit of days ahead
 * every later week can be.
 */
export function weekFrom(
  wanted: string | undefined,
  today: string,
  daysAhead: number | null = openDays,
): Week {
  const last = daysAhead === null ? '9999-12-31' : addDays(today, daysAhead - 1);
  const clamped =
    wanted === undefined || !isDate(wanted) || wanted < today ? today : wanted > last ? last : wanted;
  const index = Math.floor((Date.parse(clamped) - Date.parse(today)) / 86_400_000 / weekLength);
  const from = addDays(today, index * weekLength);
  const end = addDays(from, weekLength - 1);
  const next = addDays(from, weekLength);
  return {
    from,
    to: earlierOf(end, last),
    earlier: index === 0 ? null : addDays(from, -weekLength),
    later: next > last ? null : next,
  };
}

interface Day<Slot> {
  readonly date: string;
  readonly slots: readonly Slot[];
}

/** The day to show: the one asked for when it has free times, else the first that has. */
export function shownDay<Slot>(days: readonly Day<Slot>[], wanted: string | undefined): Day<Slot> | null {
  const free = days.filter(({ slots }) => slots.length > 0);
  return free.find(({ date }) => date === wanted) ?? free[0] ?? null;
}

export const dayParts = ['morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof dayParts)[number];

function dayPartOf(instant: string, timeZone: string): DayPart {
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(
      Date.parse(instant),
    ),
  );
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

/** Slots by part of the clinic's day, in order; parts without any are left out. */
export function slotsByPart<Slot extends { readonly startsAt: string }>(
  slots: readonly Slot[],
  timeZone: string,
): { readonly part: DayPart; readonly slots: readonly Slot[] }[] {
  const sorted = [...slots].sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
  const byPart = Map.groupBy(sorted, ({ startsAt }) => dayPartOf(startsAt, timeZone));
  return dayParts.flatMap((part) => {
    const inPart = byPart.get(part);
    return inPart ? [{ part, slots: inPart }] : [];
  });
}
