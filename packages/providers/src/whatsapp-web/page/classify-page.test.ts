import { expect, test } from 'vitest';
import { classifyPage } from './classify-page.ts';

test.each([
  [['ready'], 'ready'],
  [['ready', 'offline'], 'ready'],
  [['ready', 'loading'], 'ready'],
  [['conflict', 'ready'], 'conflict'],
  [['restricted', 'ready'], 'restricted'],
  [['qr', 'pairing'], 'qr'],
  [['pairing'], 'loading'],
  [['loading'], 'loading'],
  [['unsupported'], 'unsupported'],
  [['storage', 'loading'], 'damaged'],
  [[], 'unrecognised'],
  [['something new'], 'unrecognised'],
])('%j is %s', (marks, state) => {
  expect(classifyPage(marks)).toBe(state);
});
