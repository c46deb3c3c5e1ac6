import type { Country } from './country.ts';

export const unitedStates = {
  currency: { code: 'USD', digits: 2 },
  callingCode: '+1',
  examplePhone: '+12125550123',
  timeZones: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/Anchorage',
    'America/Detroit',
    'America/Boise',
    'America/Indiana/Indianapolis',
    'America/Kentucky/Louisville',
    'Pacific/Honolulu',
  ],
} as const satisfies Country;
