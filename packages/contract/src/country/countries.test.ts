import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { countryOf, currencyCodes, currencyExponents } from './countries.ts';
import type { Country } from './country.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => /^[a-z]{2}\.ts$/.test(name));
const all = await Promise.all(
  files.map(async (file) => {
    const exported: Record<string, Country> = await import(new URL(file, import.meta.url).href);
    const [country] = Object.values(exported);
    if (!country) throw new Error(`${file} exports no country`);
    return [file, country] as const;
  }),
);

describe.each(all)('%s', (_file, country) => {
  test('is listed and found by each of its zones', () => {
    for (const zone of country.timeZones) expect(countryOf(zone)).toBe(country);
    expect(currencyCodes).toContain(country.currency.code);
  });

  test('has zones and digits that the platform knows', () => {
    for (const timeZone of country.timeZones)
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: country.currency.code });
    expect(format.resolvedOptions().maximumFractionDigits).toBe(country.currency.digits);
    expect(Object.entries(currencyExponents)).toContainEqual([
      country.currency.code,
      country.currency.digits,
    ]);
  });

  test('has an example number with its own calling code', () => {
    expect(country.examplePhone.startsWith(country.callingCode)).toBe(true);
    expect(country.examplePhone).toMatch(/^\+[1-9]\d{9,14}$/);
  });
});

test('no zone belongs to two countries, and two countries agree on a currency that they share', () => {
  const zones = all.flatMap(([, { timeZones }]) => timeZones);
  expect(new Set(zones).size).toBe(zones.length);
  for (const [, { currency }] of all)
    for (const [, other] of all)
      if (other.currency.code === currency.code) expect(other.currency.digits).toBe(currency.digits);
});
