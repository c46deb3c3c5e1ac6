import { countryOf } from '@holdfast/contract/country/countries';

/** A sample number of the country of a clinic, which is derived from its time zone. */
export function examplePhone(timeZone: string | undefined): string {
  return countryOf(timeZone).examplePhone;
}

/** What a person typed as an international number, or null when it cannot be one. */
export function toE164(typed: string, timeZone: string | undefined): string | null {
  const compact = typed.replace(/[\s().·-]/g, '').replace(/^00/, '+');
  const withCode = compact.startsWith('+')
    ? compact
    : `${countryOf(timeZone).callingCode}${compact.replace(/^0/, '')}`;
  return /^\+[1-9]\d{9,14}$/.test(withCode) ? withCode : null;
}
