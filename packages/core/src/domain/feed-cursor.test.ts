import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canResume, type FeedBounds, formatCursor, parseCursor } from './feed-cursor.ts';

const cluster = '7400000000000000001-16384';
const at = (xid: string, id = 1) => ({ cluster, xid, id });
const bounds = (change: Partial<FeedBounds> = {}): FeedBounds => ({
  cluster,
  xmin: '900',
  oldestXid: '500',
  oldestId: 40,
  ...change,
});

describe('a cursor as text', () => {
  test('parses to the same cursor, for every possible position', () => {
    const places = fc.record({
      xid: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
      id: fc.integer({ min: -1, max: 999_999_999_999_999 }),
    });
    fc.assert(
      fc.property(places, ({ xid, id }) => {
        expect(parseCursor(formatCursor(at(xid, id)))).toEqual(at(xid, id));
      }),
    );
  });

  test.each([
    '',
    '1',
    '1.2.3',
    '1-1.2',
    '1-1.2.3.4',
    '1-1.-2.3',
    '1-1.2.3 ',
    ' 1-1.2.3',
    '1-1.2.3\n',
    `1-1.${2n ** 63n}.1`,
    '1-1.1e3.1',
    '١-1.1.1',
  ])('%j is not a cursor', (text) => expect(parseCursor(text)).toBeNull());

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void parseCursor(text)));
  });
});

describe('whether a client may resume from its cursor', () => {
  test.each([
    ['at the oldest row that is kept', at('500'), bounds(), true],
    ['in the middle', at('700'), bounds(), true],
    ['at the edge', at('900', -1), bounds(), true],
    ['before what was pruned', at('499'), bounds(), false],
    ['from the future, after a restored backup', at('901'), bounds(), false],
    ['of another cluster', { ...at('700'), cluster: '1-1' }, bounds(), false],
    ['early, where nothing was pruned', at('1', -1), bounds({ oldestId: 1 }), true],
    ['at the edge of an empty feed', at('900', -1), bounds({ oldestXid: null, oldestId: null }), true],
    [
      'below the edge of an empty feed, whose rows were pruned',
      at('899'),
      bounds({ oldestXid: null, oldestId: null }),
      false,
    ],
    ['compared as numbers, not as text', at('1000'), bounds({ xmin: '2000', oldestXid: '999' }), true],
  ] as const)('%s', (_where, cursor, edge, expected) => expect(canResume(cursor, edge)).toBe(expected));
});
