import type { Country } from './country.ts';

export const japan = {
  currency: { code: 'JPY', digits: 0 },
  callingCode: '+81',
  examplePhone: '+819012345678',
  timeZones: ['Asia/Tokyo'],
} as const satisfies Country;
