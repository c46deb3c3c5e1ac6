/** What differs between countries, beside the languages that are spoken there. */
export interface Country {
  /** ISO 4217 code, and how many digits its minor unit has. */
  readonly currency: { readonly code: string; readonly digits: number };
  readonly callingCode: `+${number}`;
  /** A number that looks real there, in international form. */
  readonly examplePhone: `+${number}`;
  /** Zones of the IANA database: where a clinic stands says in which country. */
  readonly timeZones: readonly string[];
}
