import type { Picture } from '../../lib/screen/picture.ts';

export const pictures: readonly Picture[] = [
  { name: 'log-in', by: 'anonymous', path: '/login', ready: 'input[type="tel"]' },
];
