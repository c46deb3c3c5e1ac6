import type { Country } from './country.ts';

export const kuwait = {
  currency: { code: 'KWD', digits: 3 },
  callingCode: '+965',
  examplePhone: '+96550012345',
  timeZones: ['Asia/Kuwait'],
} as const satisfies Country;
