import type { Country } from './country.ts';

export const mexico = {
  currency: { code: 'MXN', digits: 2 },
  callingCode: '+52',
  examplePhone: '+525512345678',
  timeZones: [
    'America/Mexico_City',
    'America/Cancun',
    'America/Monterrey',
    'America/Merida',
    'America/Chihuahua',
    'America/Ciudad_Juarez',
    'America/Ojinaga',
    'America/Mazatlan',
    'America/Hermosillo',
    'America/Bahia_Banderas',
    'America/Matamoros',
    'America/Tijuana',
  ],
} as const satisfies Country;
