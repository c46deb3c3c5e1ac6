import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  { name: 'clinics', by: 'anonymous', path: '/', ready: 'main a[href^="/clinics/"]' },
  {
    name: 'doctors',
    by: 'anonymous',
    path: '/clinics/asha-hospital',
    ready: 'main a[href*="/doctors/"]',
  },
];
