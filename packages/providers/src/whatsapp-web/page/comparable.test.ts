import { describe, expect, test } from 'vitest';
import { comparable, scriptFor } from './in-page.ts';

describe('comparing texts', () => {
  test.each([
    ['line ends', 'a\r\nb', 'a\nb'],
    ['spaces', 'at\u00A010:30\u202Fam ', 'at 10:30 am'],
    ['bold marks that a bubble turns into styling', 'Paid: *₹800*', 'Paid: ₹800'],
    ['composed and decomposed letters', 'mañana', 'man\u0303ana'],
    ['emoji with and without their presentation mark', '❤️ ok', '❤ ok'],
  ])('%s do not matter', (_what, one, other) => {
    expect(comparable(one)).toBe(comparable(other));
  });

  test.each([
    ['Ref 1', 'Ref 2'],
    ['one two', 'one\ntwo'],
    ['10:30', '1030'],
  ])('%j and %j stay different', (one, other) => {
    expect(comparable(one)).not.toBe(comparable(other));
  });

  test('a script for the page carries everything it calls', () => {
    const source = scriptFor('clickOnce');
    for (const name of ['memory', 'headerNames', 'boxText', 'comparable'])
      expect(source).toContain(`function ${name}(`);
    expect(source).not.toContain('__vite');
    expect(() => new Function(source)).not.toThrow();
  });
});
