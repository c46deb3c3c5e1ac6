import { describe, expect, it } from 'vitest';
import { commandOf, type KeyPress, moved } from './board-keys.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more };
}

describe('keys of the board', () => {
  it('check in by i, start by s, end by e, no-show by n, cancel by c, desk payment by d', () => {
    const actions = ['i', 's', 'e', 'n', 'c', 'd'].map((key) => commandOf(press(key), false));
    expect(actions.map((command) => (command?.kind === 'act' ? command.action : null))).toEqual([
      'checkIn',
      'start',
      'complete',
      'noShow',
      'cancel',
      'permitDeskPayment',
    ]);
  });

  it('do nothing while text is typed, except that Escape leaves', () => {
    expect(commandOf(press('i'), true)).toBeNull();
    expect(commandOf(press('/'), true)).toBeNull();
    expect(commandOf(press('Escape'), true)).toEqual({ kind: 'close' });
  });

  it('do not override the shortcuts of the browser', () => {
    expect(commandOf(press('c', { ctrlKey: true }), false)).toBeNull();
    expect(commandOf(press('s', { metaKey: true }), false)).toBeNull();
    expect(commandOf(press('d', { altKey: true }), false)).toBeNull();
  });

  it('do not repeat an action while a key is held down, but keep moving the cursor', () => {
    expect(commandOf(press('i', { repeat: true }), false)).toBeNull();
    expect(commandOf(press('Enter', { repeat: true }), false)).toBeNull();
    expect(commandOf(press('ArrowDown', { repeat: true }), false)).toEqual({ kind: 'move', to: 'next' });
  });
});

describe('moving', () => {
  it('stays within the rows', () => {
    expect(moved(2, 'next', 3, 50)).toBe(2);
    expect(moved(0, 'previous', 3, 50)).toBe(0);
    expect(moved(10, 'pageNext', 200, 50)).toBe(60);
    expect(moved(10, 'pagePrevious', 200, 50)).toBe(0);
    expect(moved(10, 'last', 200, 50)).toBe(199);
  });

  it('starts at the top or the bottom, and does nothing in an empty list', () => {
    expect(moved(-1, 'next', 3, 50)).toBe(0);
    expect(moved(-1, 'previous', 3, 50)).toBe(2);
    expect(moved(-1, 'next', 0, 50)).toBe(-1);
  });
});
