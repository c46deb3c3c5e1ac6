import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createQueryReader } from './query-values.ts';

const input = z.strictObject({
  bookingId: z.string(),
  limit: z.int().optional(),
  open: z.boolean().optional(),
  search: z.string().optional(),
});
const read = createQueryReader(input, ['bookingId']);
const of = (query: string): unknown => read(new URLSearchParams(query));

describe('query strings', () => {
  test('numbers and booleans are parsed only in canonical form, the rest stays text for the schema to validate', () => {
    expect(of('limit=10&open=false&search=10')).toEqual({ limit: 10, open: false, search: '10' });
    for (const text of ['', '010', '1e3', '1.0', ' 1', '+1', '0x1', '-0', 'null', '99999999999999999999']) {
      expect(of(`limit=${encodeURIComponent(text)}`)).toEqual({ limit: text });
    }
    for (const text of ['', '0', '1', 'TRUE', 'yes', 'null'])
      expect(of(`open=${text}`)).toEqual({ open: text });
  });

  test.each([
    ['limit=1&limit=2', 'limit'],
    ['bookingId=x', 'bookingId'],
    ['unknown=1', 'unknown'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['search=%00', 'search'],
  ])('%s is rejected with the name of the field', (query, field) => {
    expect(() => of(query)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        details: { fields: [{ field, problem: expect.any(String) }] },
      }),
    );
  });
});
