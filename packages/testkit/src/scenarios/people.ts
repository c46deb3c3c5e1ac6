import type { DemoClinic } from '@holdfast/db/demo/demo-data';

const firstNames = [
  'Aditi',
  'Bharat',
  'Chitra',
  'Deepak',
  'Esha',
  'Firoz',
  'Gauri',
  'Harish',
  'Isha',
  'Jatin',
  'Kavita',
  'Latika',
  'Manoj',
  'Nisha',
];
const lastNames = ['Joshi', 'Khan', 'Menon', 'Pillai', 'Rao', 'Shinde', 'Thomas', 'Verma', 'Wagh', 'Yadav'];
const locales = ['en', 'hi', 'en', 'es'] as const;

/** Different people with numbers of their own; `prefix` are the first digits, so that no two clinics share any. */
export function manyPatients(count: number, prefix: string): DemoClinic['patients'] {
  return Array.from({ length: count }, (_, n) => {
    const first = firstNames[n % firstNames.length];
    const last = lastNames[Math.floor(n / firstNames.length) % lastNames.length];
    return {
      name: `${first} ${last}`,
      phone: `${prefix}${String(n).padStart(4, '0')}`,
      locale: locales[n % locales.length] ?? 'en',
    };
  });
}
