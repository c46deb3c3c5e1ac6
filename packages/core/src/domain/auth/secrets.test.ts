import { describe, expect, test } from 'vitest';
import { codeHash, codeOf } from './one-time-code.ts';
import { newRefreshToken, refreshTokenHash, successorOf } from './refresh-token.ts';

const ids = Array.from({ length: 2_000 }, () => crypto.randomUUID());

describe('a one-time code', () => {
  test('is six digits, deterministic for its challenge and secret', () => {
    for (const id of ids.slice(0, 200)) {
      expect(codeOf('secret', id)).toMatch(/^\d{6}$/);
      expect(codeOf('secret', id)).toBe(codeOf('secret', id));
    }
  });

  test('depends on both the challenge and the secret', () => {
    const [first, second] = [
      new Set(ids.map((id) => codeOf('a', id))),
      ids.filter((id) => codeOf('a', id) === codeOf('b', id)),
    ];
    expect(first.size).toBeGreaterThan(1_950);
    expect(second.length).toBeLessThan(5);
  });

  test('of one challenge has another hash than the same code of another challenge', () => {
    const [one, other] = [ids[0] ?? '', ids[1] ?? ''];
    expect(codeHash('a', one, '012345').equals(codeHash('a', other, '012345'))).toBe(false);
    expect(codeHash('a', one, '012345').equals(codeHash('a', one, '012345'))).toBe(true);
    expect(codeHash('a', one, '012345').equals(codeHash('b', one, '012345'))).toBe(false);
  });
});

describe('a refresh token', () => {
  test('is new each time, has 256 bits, and is identified by its hash', () => {
    const tokens = Array.from({ length: 500 }, newRefreshToken);
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(500);
    for (const { token, hash } of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(refreshTokenHash(token).equals(hash)).toBe(true);
    }
  });

  test('has one successor, which only the secret can tell', () => {
    const { token } = newRefreshToken();
    expect(successorOf('a', token)).toEqual(successorOf('a', token));
    expect(successorOf('a', token).token).not.toBe(successorOf('b', token).token);
    expect(successorOf('a', token).token).not.toBe(successorOf('a', successorOf('a', token).token).token);
    expect(Buffer.from(successorOf('a', token).token, 'base64url')).toHaveLength(32);
  });
});
