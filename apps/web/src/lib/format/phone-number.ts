import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';

type Currency = Clinic['currency'];

/** Calling code that a number without one most likely has: the clinic's country, as its currency tells. */
const callingCodes: Record<Currency, string> = { INR: '+91', MXN: '+52', USD: '+1', JPY: '+81', KWD: '+965' };
const examples: Record<Currency, string> = {
  INR: '+919812345678',
  MXN: '+525512345678',
  USD: '+12125550123',
  JPY: '+819012345678',
  KWD: '+96550012345',
};

export function examplePhone(currency: Currency | undefined): string {
  return examples[currency ?? 'INR'];
}

/** What a person typed as an international number, or null when it cannot be one. */
export function toE164(typed: string, currency: Currency | undefined): string | null {
  const compact = typed.replace(/[\s().·-]/g, '').replace(/^00/, '+');
  const withCode = compact.startsWith('+')
    ? compact
    : `${callingCodes[currency ?? 'INR']}${compact.replace(/^0/, '')}`;
  return /^\+[1-9]\d{9,14}$/.test(withCode) ? withCode : null;
}
