import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { accessTokenSeconds, createAccessTokens } from './access-token.ts';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const userId = '018f4e9a-0000-7000-8000-000000000001';
const familyId = '018f4e9a-0000-7000-8000-000000000003';
const owner = { userId, familyId };
const start = Date.parse('2026-11-21T10:00:00Z');
const tokens = createAccessTokens(secret, () => start);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function forge(header: unknown, claims: unknown, options: { key?: string; algorithm?: string } = {}): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  const mac = createHmac(options.algorithm ?? 'sha256', options.key ?? secret).update(signed);
  return `${signed}.${mac.digest('base64url')}`;
}
const iat = start / 1_000;
const claims = {
  sub: userId,
  sid: familyId,
  jti: '018f4e9a-0000-7000-8000-000000000002',
  iat,
  exp: iat + accessTokenSeconds,
};
const header = { alg: 'HS256', typ: 'JWT' };

describe('access tokens', () => {
  test('carry exactly sub, sid, jti, iat and exp, and are good for 15 minutes', () => {
    const { token, expiresAt } = tokens.mint(owner);
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(Object.keys(payload as object).sort()).toEqual(['exp', 'iat', 'jti', 'sid', 'sub']);
    expect(expiresAt.getTime()).toBe(start + 15 * 60_000);
    expect(tokens.verify(token)).toEqual({ kind: 'good', userId, familyId, expiresAt });
    expect(tokens.mint(owner).token).not.toBe(token);
  });

  test('a forged token with the right secret passes, so each rejection below has its own reason', () => {
    expect(tokens.verify(forge(header, claims)).kind).toBe('good');
  });

  test('expire to the second, and a token from the future is rejected', () => {
    const { token } = tokens.mint(owner);
    const at = (seconds: number) =>
      createAccessTokens(secret, () => start + seconds * 1_000).verify(token).kind;
    expect(at(accessTokenSeconds - 1)).toBe('good');
    expect(at(accessTokenSeconds)).toBe('expired');
    expect(at(-29)).toBe('good');
    expect(at(-31)).toBe('bad');
  });

  test.each([
    ['alg none without a signature', `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`],
    ['alg none with a signature', forge({ alg: 'none', typ: 'JWT' }, claims)],
    ['another algorithm', forge({ alg: 'HS512', typ: 'JWT' }, claims, { algorithm: 'sha512' })],
    ['an asymmetric algorithm', forge({ alg: 'RS256', typ: 'JWT' }, claims)],
    ['members of the header in another order', forge({ typ: 'JWT', alg: 'HS256' }, claims)],
    ['a header that points to a key', forge({ ...header, kid: '../../dev/null' }, claims)],
    ['another secret', forge(header, claims, { key: 'another-secret' })],
    ['a role among the claims', forge(header, { ...claims, role: 'admin' })],
    ['a missing jti', forge(header, { sub: userId, sid: familyId, iat, exp: claims.exp })],
    ['no log-in', forge(header, { sub: userId, jti: claims.jti, iat, exp: claims.exp })],
    ['a longer life than we give', forge(header, { ...claims, exp: claims.exp + 1 })],
    ['a time as text', forge(header, { ...claims, exp: String(claims.exp) })],
    ['a subject that is no id', forge(header, { ...claims, sub: 'admin' })],
    ['claims that are no object', forge(header, 'claims-claims')],
    ['four parts', `${forge(header, claims)}.x`],
    ['nothing', ''],
  ])('%s is rejected', (_what, token) => {
    expect(tokens.verify(token)).toEqual({ kind: 'bad' });
  });

  test('every truncation and every changed character is rejected', () => {
    const { token } = tokens.mint(owner);
    for (let length = 0; length < token.length; length += 1)
      expect(tokens.verify(token.slice(0, length)).kind).toBe('bad');
    for (let index = 0; index < token.length; index += 1) {
      const changed = token[index] === 'A' ? 'B' : 'A';
      expect(tokens.verify(token.slice(0, index) + changed + token.slice(index + 1)).kind).toBe('bad');
    }
  });
});
