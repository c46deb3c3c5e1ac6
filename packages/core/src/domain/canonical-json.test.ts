import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

/** The same value with the keys of every object in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, reversed(item)]);
  return Object.fromEntries(entries.reverse());
}

test('equal values give equal text, in any order of their keys', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(value) === canonicalJson(reversed(value))));
});

test('the text parses to the same value; only key order is lost', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      // JSON has no minus zero.
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(plain);
    }),
  );
});

test('keys are ordered at every depth, lists keep their order, undefined fields are left out', () => {
  const value = { b: [{ d: 1, c: 2 }, 3], a: { z: null, y: undefined } };
  expect(canonicalJson(value)).toBe('{"a":{"z":null},"b":[{"c":2,"d":1},3]}');
});
