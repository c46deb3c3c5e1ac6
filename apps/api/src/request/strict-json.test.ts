import { AppError } from '@holdfast/contract/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

function codeOf(text: string): string {
  try {
    parseStrictJson(text);
    return 'passed';
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown);
  }
}

describe('strict JSON', () => {
  test.each([
    ['', 'MALFORMED_REQUEST'],
    ['{', 'MALFORMED_REQUEST'],
    ["{'a':1}", 'MALFORMED_REQUEST'],
    ['{"a":1}x', 'MALFORMED_REQUEST'],
    ['{"a":1,"a":2}', 'MALFORMED_REQUEST'],
    ['{"a":1,"\\u0061":2}', 'MALFORMED_REQUEST'],
    [`{"a"${' '.repeat(99)}:1,"a"${' '.repeat(99)}:2}`, 'MALFORMED_REQUEST'],
    ['{"__proto__":{}}', 'MALFORMED_REQUEST'],
    ['{"x":[{"\\u005f_proto__" : 1}]}', 'MALFORMED_REQUEST'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'MALFORMED_REQUEST'],
    ['{"a":"x\\u0000"}', 'INVALID_INPUT'],
    ['{"a":{"b":1},"c":{"b":1},"d":["a","a","__proto__",":"]}', 'passed'],
    ['{"a":"\\"b\\":\\\\","b":"{\\"a\\":1}"}', 'passed'],
  ])('%s → %s', (text, outcome) => {
    expect(codeOf(text)).toBe(outcome);
  });

  test('a NUL character is reported with its field', () => {
    expect(() => parseStrictJson('{"a":{"b":["x","\\u0000"]}}')).toThrow(
      expect.objectContaining({ details: { fields: [{ field: 'a.b.1', problem: expect.any(String) }] } }),
    );
  });

  test('any output of JSON.stringify is parsed unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('\\u0000') && !text.includes('__proto__'));
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});
