/** What differs between countries, apart from languages. */
export interface Country {
  /** ISO 4217 code, and how many digits its minor unit has. */
  readonly currency: { readonly code: string; readonly digits: number };
  readonly callingCode: `+${number}`;
  /** A number that looks real there, in international form. */
  readonly examplePhone: `+${number}`;
  /** Zones of the IANA database; a clinic's zone determines its country. */
  readonly timeZones: readonly string[];
}
