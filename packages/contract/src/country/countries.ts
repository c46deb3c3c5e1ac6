import { recordOf } from '../words.ts';
import type { Country } from './country.ts';
import { india } from './in.ts';
import { japan } from './jp.ts';
import { kuwait } from './kw.ts';
import { mexico } from './mx.ts';
import { unitedStates } from './us.ts';

/** Every country that a clinic may be in; the first is the fallback for an unknown zone. */
const countries = [india, mexico, unitedStates, japan, kuwait] as const;

export type CurrencyCode = (typeof countries)[number]['currency']['code'];

export const currencyCodes: readonly CurrencyCode[] = [
  ...new Set(countries.map(({ currency }) => currency.code)),
];

/** ISO 4217 codes in use, with the number of minor digits. */
export const currencyExponents = recordOf(
  currencyCodes,
  (code) => countries.find(({ currency }) => currency.code === code)?.currency.digits ?? 0,
);

/** Country of a clinic, by its time zone. */
export function countryOf(timeZone: string | undefined): Country {
  const all: readonly Country[] = countries;
  return all.find(({ timeZones }) => timeZones.some((zone) => zone === timeZone)) ?? countries[0];
}
