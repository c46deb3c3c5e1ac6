import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  { name: 'cash-desk', by: 'desk', path: '/cash-desk', ready: 'main h1' },
];
