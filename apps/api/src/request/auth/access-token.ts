import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { TokenIssuer, TokenOwner } from '@holdfast/core/ports/token-issuer';
import { z } from 'zod';

/** Exactly these claims: a token identifies its user and log-in, and never carries rights. */
const Claims = z.strictObject({
  sub: z.uuid(),
  /** The family of the log-in: every request asks whether it has ended. */
  sid: z.uuid(),
  jti: z.uuid(),
  iat: z.int().min(0),
  exp: z.int().min(0),
});

export const accessTokenSeconds = 15 * 60;
/** Clocks of several machines differ a little. */
const clockSkewSeconds = 30;

/** The only accepted header: HS256, so that there is no algorithm to confuse. */
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const form = /^([\w-]{10,100})\.([\w-]{10,400})\.([\w-]{43})$/;

export type TokenVerdict =
  | ({ readonly kind: 'good'; readonly expiresAt: Date } & TokenOwner)
  | { readonly kind: 'expired' }
  | { readonly kind: 'bad' };

export interface AccessTokens extends TokenIssuer {
  readonly verify: (token: string) => TokenVerdict;
}

const bad: TokenVerdict = { kind: 'bad' };

function parseClaims(payload: string): z.output<typeof Claims> | null {
  try {
    const parsed = Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: invalid like any other
  }
}

/** `now` in milliseconds, so that a test can set the time. */
export function createAccessTokens(secret: string, now: () => number = Date.now): AccessTokens {
  const signatureOf = (payload: string): Buffer =>
    createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const nowSeconds = (): number => Math.floor(now() / 1_000);

  function mint({ userId, familyId }: TokenOwner): { token: string; expiresAt: Date } {
    const iat = nowSeconds();
    const exp = iat + accessTokenSeconds;
    const payload = Buffer.from(
      JSON.stringify({ sub: userId, sid: familyId, jti: randomUUID(), iat, exp }),
    ).toString('base64url');
    return {
      token: `${header}.${payload}.${signatureOf(payload).toString('base64url')}`,
      expiresAt: new Date(exp * 1_000),
    };
  }

  function verify(token: string): TokenVerdict {
    const [, givenHeader, payload, signature] = form.exec(token) ?? [];
    if (givenHeader !== header || payload === undefined || signature === undefined) return bad;
    const expected = signatureOf(payload);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return bad;
    // The last character has spare bits: only the canonical encoding of a signature is valid.
    if (given.toString('base64url') !== signature) return bad;
    const claims = parseClaims(payload);
    if (claims === null || claims.exp - claims.iat !== accessTokenSeconds) return bad;
    if (claims.iat > nowSeconds() + clockSkewSeconds) return bad;
    if (claims.exp <= nowSeconds()) return { kind: 'expired' };
    return {
      kind: 'good',
      userId: claims.sub,
      familyId: claims.sid,
      expiresAt: new Date(claims.exp * 1_000),
    };
  }

  return { mint, verify };
}
