import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  {
    name: 'any-doctor',
    by: 'anonymous',
    path: '/clinics/asha-hospital/any/Cardiology',
    ready: 'main a[href*="/book?"]',
  },
];
