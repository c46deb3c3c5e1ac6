const stampForm = /\[([^\],]+),\s*([^\]]+)\]/;
const clockForm = /(\d{1,2}):(\d{2})(?:\s*([AP])M)?/i;
const dateForm = /(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})/;
const minuteMs = 60_000;

/**
 * When a bubble may have been sent, in this machine's zone (the browser's too). Day and month cannot be
 * told apart in every language, so there may be two answers; without a date it is the last such hour.
 */
export function possibleBubbleTimes(stamp: string | null, clock: string | null, now: Date): Date[] {
  const [, stampClock, stampDate] = stamp?.match(stampForm) ?? [];
  const time = parseClock(stampClock ?? clock);
  if (time === null) return [];
  const date = stampDate?.match(dateForm);
  if (date === null || date === undefined) return [lastAt(time, now)];
  const [a, b, c] = date.slice(1).map(Number);
  if (a === undefined || b === undefined || c === undefined) return [];
  const orders =
    a > 31
      ? [[a, b, c]]
      : [
          [c, b, a],
          [c, a, b],
        ];
  return orders
    .filter(([, month = 0, day = 0]) => month >= 1 && month <= 12 && day >= 1 && day <= 31)
    .map(
      ([year = 0, month = 1, day = 1]) =>
        new Date(year < 100 ? 2000 + year : year, month - 1, day, time.hour, time.minute),
    );
}

/** Bubbles show minutes; the clock of the row and the clock of the page may differ a little more. */
export function isAfter(times: readonly Date[], armedAt: Date, now: Date): boolean {
  const earliest = armedAt.getTime() - 2 * minuteMs;
  const latest = now.getTime() + 2 * minuteMs;
  return times.some((time) => time.getTime() >= earliest && time.getTime() <= latest);
}

function parseClock(text: string | null): { hour: number; minute: number } | null {
  const [, hour, minute, half] = text?.match(clockForm) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const offset = half === undefined ? 0 : half.toUpperCase() === 'P' ? 12 : 0;
  return { hour: half === undefined ? Number(hour) : (Number(hour) % 12) + offset, minute: Number(minute) };
}

function lastAt(time: { hour: number; minute: number }, now: Date): Date {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), time.hour, time.minute);
  if (today.getTime() <= now.getTime() + minuteMs) return today;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, time.hour, time.minute);
}
