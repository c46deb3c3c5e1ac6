import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, toInstant } from './time.ts';

const isInstant = (text: string): boolean => Instant.safeParse(text).success;
const anyDate = fc.date({
  min: new Date('1900-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('an instant', () => {
  it('as the server writes it is valid exactly from 2000 to 2099', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const year = date.getUTCFullYear();
        expect(isInstant(toInstant(date))).toBe(year >= 2000 && year < 2100);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('is written as the language itself writes it, on any day of its range and before 1970', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(toInstant(date)).toBe(date.toISOString());
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('of an invalid date is an error, not text', () => {
    expect(() => toInstant(new Date(Number.NaN))).toThrow(RangeError);
  });

  it.each([
    ['1999-12-31T23:59:59.999Z', false],
    ['2000-01-01T00:00:00.000Z', true],
    ['2099-12-31T23:59:59.999Z', true],
    ['2100-01-01T00:00:00.000Z', false],
    ['2026-02-29T00:00:00.000Z', false],
    ['2026-13-01T00:00:00.000Z', false],
    ['2000-01-01T00:00:00.000+00:01', false],
    ['1999-12-31T23:59:00.000-00:01', true],
    ['2026-01-01T00:00:00.000+14:00', true],
    ['2026-01-01T00:00:00.000+14:01', false],
    ['2026-01-01T00:00:00.1234567890123456Z', false],
    ['20aa-bb-ccTdd:ee:ff.gggZ', false],
  ])('%s: %s', (text, valid) => {
    expect(isInstant(text)).toBe(valid);
  });
});
