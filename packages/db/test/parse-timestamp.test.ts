import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import { parseTimestamp } from '../src/parse-timestamp.ts';

const parseAnyForm = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text');

/** As PostgreSQL writes it: trailing zeros of the second left out. */
function asPostgresText(date: Date, microseconds: number, offset: string): string {
  const digits = `${String(date.getUTCMilliseconds()).padStart(3, '0')}${String(microseconds).padStart(3, '0')}`;
  const fraction = `.${digits}`.replace(/\.?0+$/, '');
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}${fraction}${offset}`;
}

test('an instant of any day is read exactly to the millisecond, in UTC and beside it', () => {
  const instants = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  const offsets = fc.constantFrom(['+00', 0], ['+05:30', 330], ['-03', -180], ['+14', 840]);
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 0, max: 999 }),
      offsets,
      (date, microseconds, [offset, minutes]) => {
        const parsed = parseTimestamp(asPostgresText(date, microseconds, String(offset)));
        expect(parsed.getTime()).toBe(date.getTime() - Number(minutes) * 60_000);
      },
    ),
    { seed: 5, numRuns: 1000 },
  );
});

test.each([
  'infinity',
  '-infinity',
  '0044-03-15 12:00:00+00 BC',
  '0044-03-15 12:00:00+00',
  '10000-01-01 00:00:00+00',
  '2026-05-04 09:30:00+00:00:10',
  '2026-05-04 09:30:00',
])('%s is left to the parser of the driver', (text) => {
  expect(parseTimestamp(text)).toEqual(parseAnyForm(text));
});
