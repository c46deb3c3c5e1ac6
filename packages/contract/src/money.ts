import { z } from 'zod';
import { currencyCodes } from './country/countries.ts';

export const Currency = z.enum(currencyCodes).meta({ id: 'Currency' });
export type Currency = z.infer<typeof Currency>;

/** Largest amount accepted anywhere: ten thousand million minor units, far below 2^53. */
export const maxAmountMinor = 10_000_000_000;

export const AmountMinor = z.int().min(0).max(maxAmountMinor);

/** An amount in minor units (paise, centavos) with its currency. */
export const Money = z.strictObject({ amountMinor: AmountMinor, currency: Currency }).meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;
