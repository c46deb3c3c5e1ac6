import { Temporal } from 'temporal-polyfill';

/** A weekly rule in the clinic's wall-clock time. `opens` and `closes` are `HH:MM[:SS]`; `24:00` closes at midnight. */
export interface WeeklyRule {
  /** ISO: Monday is 1. */
  readonly weekday: number;
  readonly opens: string;
  readonly closes: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

export interface InstantRange {
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface DayQuestion {
  /** Calendar day of the clinic, `YYYY-MM-DD`. */
  readonly date: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly rules: readonly WeeklyRule[];
  /** Leave and busy times, epoch milliseconds, half-open. */
  readonly busy: readonly InstantRange[];
  /** Only slots that start after this (now plus the doctor's notice), epoch milliseconds. */
  readonly after: number;
  /** Only slots that start at or before this (now plus the horizon). */
  readonly until: number;
}

/**
 * Wall-clock time → instant. A skipped time means the instant after the gap; a repeated time means its second
 * occurrence. PostgreSQL's `AT TIME ZONE` decides the same way, and `slot_refusal` relies on it.
 */
function instantOf(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const isMidnight = time.startsWith('24:');
  const day = isMidnight ? date.add({ days: 1 }) : date;
  const plain = day.toPlainDateTime(Temporal.PlainTime.from(isMidnight ? '00:00' : time));
  return plain.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
}

function appliesTo(rule: WeeklyRule, date: Temporal.PlainDate): boolean {
  const day = date.toString();
  return (
    rule.weekday === date.dayOfWeek &&
    rule.validFrom <= day &&
    (rule.validUntil === null || rule.validUntil >= day)
  );
}

/**
 * Free slots of one doctor and service on one day, earliest first. A session is divided in steps of real time from its
 * start: a day that gains an hour has more slots, a day that loses one has fewer, each of full length.
 */
export function slotsOfDay(question: DayQuestion): InstantRange[] {
  const date = Temporal.PlainDate.from(question.date);
  const lengthMs = question.durationMinutes * 60_000;
  // Where midnight is repeated, a session "until 24:00" reaches into the next day: slots that start there are not
  // this day's.
  const dayBegins = startOfDay(question.date, question.timeZone);
  const dayEnds = startOfDay(date.add({ days: 1 }).toString(), question.timeZone);
  const found = new Map<number, InstantRange>();
  for (const rule of question.rules.filter((candidate) => appliesTo(candidate, date))) {
    const closesAt = instantOf(date, rule.closes, question.timeZone);
    for (let at = instantOf(date, rule.opens, question.timeZone); at + lengthMs <= closesAt; at += lengthMs) {
      const slot = { startsAt: at, endsAt: at + lengthMs };
      if (at < dayBegins || at >= dayEnds) continue;
      if (at <= question.after || at > question.until) continue;
      if (question.busy.some((taken) => taken.startsAt < slot.endsAt && slot.startsAt < taken.endsAt))
        continue;
      found.set(at, slot);
    }
  }
  return [...found.values()].sort((a, b) => a.startsAt - b.startsAt);
}

/** Every calendar day from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const last = Temporal.PlainDate.from(to);
  const days: string[] = [];
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    days.push(day.toString());
  }
  return days;
}

/** Start of a calendar day in a zone, epoch milliseconds. */
export function startOfDay(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}
