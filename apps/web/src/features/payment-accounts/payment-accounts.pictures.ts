import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  { name: 'payment-accounts', by: 'admin', path: '/payment-accounts', ready: 'main h1' },
];
