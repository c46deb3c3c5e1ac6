import { describe, expect, test } from 'vitest';
import { lastFourOf, newDataKey, type SecretPlace, seal, unseal } from './seal.ts';

const key = newDataKey();
const place: SecretPlace = {
  clinicId: '01890000-0000-7000-8000-000000000001',
  secretId: '01890000-0000-7000-8000-000000000002',
  providerAccountId: '01890000-0000-7000-8000-000000000003',
  purpose: 'api_secret',
};
const value = 'a-secret-of-the-provider';

describe('a sealed secret', () => {
  test('opens with its key in its place', () => {
    for (const text of [value, 'x', 'ü₹🔑', 'y'.repeat(500)])
      expect(unseal(key, place, seal(key, place, text))).toBe(text);
  });

  test('is another one each time, and nothing of the value stands in it', () => {
    const made = Array.from({ length: 200 }, () => seal(key, place, value));
    expect(new Set(made.map(({ nonce }) => nonce.toString('hex'))).size).toBe(200);
    expect(new Set(made.map(({ sealed }) => sealed.toString('hex'))).size).toBe(200);
    for (const { sealed } of made) expect(sealed.includes(value.slice(0, 4))).toBe(false);
  });

  test.each([
    ['clinic', { clinicId: '01890000-0000-7000-8000-00000000000a' }],
    ['row', { secretId: '01890000-0000-7000-8000-00000000000a' }],
    ['account', { providerAccountId: '01890000-0000-7000-8000-00000000000a' }],
    ['purpose', { purpose: 'webhook_current' }],
  ] as const)('that was moved to another %s does not open', (_what, moved) => {
    expect(() => unseal(key, { ...place, ...moved }, seal(key, place, value))).toThrow();
  });

  test('does not open with another key, and no error names the value', () => {
    const sealed = seal(key, place, value);
    try {
      unseal(newDataKey(), place, sealed);
      expect.unreachable();
    } catch (thrown) {
      expect(String(thrown)).not.toContain(value);
    }
  });

  test('does not open with one changed bit, wherever it is', () => {
    const { nonce, sealed } = seal(key, place, value);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => unseal(key, place, { nonce, sealed: changed })).toThrow();
    }
    expect(() => unseal(key, place, { nonce, sealed: sealed.subarray(0, -1) })).toThrow();
  });
});

test('of a short secret nothing is shown', () => {
  expect(lastFourOf('0123456789abcdef')).toBe('cdef');
  expect(lastFourOf('0123456789abcde')).toBeNull();
});
