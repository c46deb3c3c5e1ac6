import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  {
    name: 'any-doctor',
    by: 'stranger',
    path: '/clinics/asha-hospital/any/Cardiology',
    ready: 'main a[href*="/book?"]',
  },
];
