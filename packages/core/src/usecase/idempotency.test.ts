import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestHash } from './idempotency.ts';

const same = (a: unknown, b: unknown): boolean => requestHash(a).equals(requestHash(b));

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

test('the order of keys does not matter, at any depth', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => same(value, reversed(value))));
  expect(same({ a: { b: 1, c: [{ d: 1, e: 2 }] } }, { a: { c: [{ e: 2, d: 1 }], b: 1 } })).toBe(true);
});

test('a missing field and an undefined field are the same request', () => {
  expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(same({ a: 1, b: null }, { a: 1 })).toBe(false);
});

test('any other difference is another request: value, type, order in a list, place of a key', () => {
  const pairs: [unknown, unknown][] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: true }, { a: 'true' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: { b: 1 } }, { b: { a: 1 } }],
    [{ a: '1","b":"2' }, { a: '1', b: '2' }],
    [{}, []],
  ];
  for (const [one, other] of pairs) expect([one, same(one, other)]).toEqual([one, false]);
});
