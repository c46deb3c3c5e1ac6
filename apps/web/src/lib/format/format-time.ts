import { intlLocale } from '@holdfast/contract/format/intl-locale';
import type { Locale } from '@holdfast/contract/locale';

type Style = Intl.DateTimeFormatOptions;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: Locale, timeZone: string, style: Style): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(style)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(intlLocale(locale), { ...style, timeZone });
  formats.set(key, made);
  return made;
}

export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function wallClock(instantMs: number, timeZone: string): string {
  const style: Style = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  };
  return format('en', timeZone, { ...style, hourCycle: 'h23' }).format(instantMs);
}

/** True when the viewer's clock shows another time than the clinic's at that instant. */
export function zonesDiffer(instant: string, clinicZone: string, ownZone: string = viewerZone()): boolean {
  const instantMs = Date.parse(instant);
  return wallClock(instantMs, clinicZone) !== wallClock(instantMs, ownZone);
}

/** "10:30 am" */
export function formatTime(instant: string, locale: Locale, timeZone: string): string {
  return format(locale, timeZone, { hour: 'numeric', minute: '2-digit' }).format(Date.parse(instant));
}

/** "Tue, 24 Nov" */
export function formatDay(instant: string, locale: Locale, timeZone: string): string {
  return format(locale, timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(
    Date.parse(instant),
  );
}

/** "Tuesday, 24 November" */
export function formatLongDay(instant: string, locale: Locale, timeZone: string): string {
  return format(locale, timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(
    Date.parse(instant),
  );
}

/** "Tue, 24 Nov, 10:30 am" */
export function formatDayTime(instant: string, locale: Locale, timeZone: string): string {
  const style: Style = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  };
  return format(locale, timeZone, style).format(Date.parse(instant));
}

function zoneWord(
  instant: string,
  locale: Locale,
  timeZone: string,
  style: 'shortGeneric' | 'longGeneric',
): string {
  const parts = format(locale, timeZone, { timeZoneName: style }).formatToParts(Date.parse(instant));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** "Mexico City Time": the zone in the language of the reader. Initials are ambiguous: IST stands for three zones. */
export function zoneName(instant: string, locale: Locale, timeZone: string): string {
  const short = zoneWord(instant, locale, timeZone, 'shortGeneric');
  return /^\p{Lu}+$/u.test(short) ? zoneWord(instant, locale, timeZone, 'longGeneric') : short;
}

/** "3 minutes ago", "in 2 days": only ever beside the absolute time. */
export function formatAgo(fromMs: number, nowMs: number, locale: Locale): string {
  const seconds = Math.round((fromMs - nowMs) / 1000);
  const relative = new Intl.RelativeTimeFormat(intlLocale(locale), { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** "9:05" */
export function formatCountdown(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Calendar date of an instant in a zone, `YYYY-MM-DD`. */
export function dateInZone(instantMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(instantMs);
}

/** Calendar arithmetic on `YYYY-MM-DD`; no zone is involved. */
export function addDays(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** A calendar date as text: "Tue 24 Nov" and its parts. */
export function formatDate(date: string, locale: Locale, style: Style): string {
  return format(locale, 'UTC', style).format(Date.parse(`${date}T12:00:00Z`));
}
