import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  { name: 'clinics', by: 'stranger', path: '/', ready: 'main a[href^="/clinics/"]' },
  {
    name: 'doctors',
    by: 'stranger',
    path: '/clinics/asha-hospital',
    ready: 'main a[href*="/doctors/"]',
  },
];
