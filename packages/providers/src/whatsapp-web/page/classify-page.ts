import type { Mark } from './selectors.ts';

export type PageState =
  | 'conflict'
  | 'restricted'
  | 'damaged'
  | 'ready'
  | 'qr'
  | 'loading'
  | 'unsupported'
  | 'unrecognised';

/** A dialog that blocks the app wins over the app behind it; the rest goes from certain to vague. */
const orderInput: readonly (readonly [Mark, PageState])[] = [
  ['conflict', 'conflict'],
  ['restricted', 'restricted'],
  ['ready', 'ready'],
  ['qr', 'qr'],
  ['pairing', 'loading'],
  ['unsupported', 'unsupported'],
  ['storage', 'damaged'],
  ['loading', 'loading'],
];

export function classifyPage(marks: readonly string[]): PageState {
  return orderInput.find(([mark]) => marks.includes(mark))?.[1] ?? 'unrecognised';
}
