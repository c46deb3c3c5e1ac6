import pg from 'pg';

const parseAnyForm = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text');

/** `2026-05-04 09:30:00+00`: what a session in UTC sends, with up to six digits of a second before the offset. */
const utcForm = {
  length: '2026-05-04 09:30:00+00'.length,
  longest: '2026-05-04 09:30:00.000000+00'.length,
} as const;
const zero = '0'.charCodeAt(0);

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;

/** Milliseconds of `.5`, `.25` or `.123456`: PostgreSQL leaves out trailing zeros. */
function milliseconds(text: string): number {
  const digits = text.length - utcForm.length - 1;
  if (digits < 1) return 0;
  const digit = (place: number): number => (place < digits ? text.charCodeAt(20 + place) - zero : 0);
  return digit(0) * 100 + digit(1) * 10 + digit(2);
}

/**
 * `timestamptz` → Date, exact to the millisecond. A board has six instants in every row, and the driver's parser, which
 * knows every form, spends more on them than the database on the query; it still reads all other forms.
 */
export function parseTimestamp(text: string): Date {
  const isUtcForm =
    text.length >= utcForm.length &&
    text.length <= utcForm.longest &&
    text[4] === '-' &&
    text.endsWith('+00');
  if (!isUtcForm) return parseAnyForm(text);
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  if (year < 100) return parseAnyForm(text);
  const [month, day] = [twoDigits(text, 5) - 1, twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  return new Date(Date.UTC(year, month, day, hour, minute, second, milliseconds(text)));
}
