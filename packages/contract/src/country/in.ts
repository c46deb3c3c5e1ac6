import type { Country } from './country.ts';

export const india = {
  currency: { code: 'INR', digits: 2 },
  callingCode: '+91',
  examplePhone: '+919812345678',
  timeZones: ['Asia/Kolkata', 'Asia/Calcutta'],
} as const satisfies Country;
