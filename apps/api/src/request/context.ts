import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { ApiContext } from './api-env.ts';
import type { AccessTokens } from './auth/access-token.ts';
import { isOwnOrigin, isUnsafe } from './auth/origin.ts';
import {
  clearedCookies,
  cookieNames,
  issuedCookies,
  readSessionCookies,
  type SentCookies,
} from './auth/session-cookies.ts';
import { clientAddress } from './client-address.ts';

export interface ContextOptions {
  readonly tokens: AccessTokens;
  readonly publicUrl: URL;
  readonly trustedProxies: number;
}

export type ReadContext = (c: ApiContext) => RequestContext;

type Caller = Pick<RequestContext, 'actor' | 'tokenProblem' | 'tokenExpiresAt'>;

const anonymous: Caller = { actor: { kind: 'anonymous' }, tokenProblem: null, tokenExpiresAt: null };
const keyForm = /^[\x21-\x7e]{1,200}$/;

function callerOf(tokens: AccessTokens, token: string): Caller {
  const verdict = tokens.verify(token);
  if (verdict.kind === 'good') {
    return {
      actor: { kind: 'user', userId: verdict.userId, familyId: verdict.familyId },
      tokenProblem: null,
      tokenExpiresAt: verdict.expiresAt,
    };
  }
  return { ...anonymous, tokenProblem: verdict.kind === 'expired' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED' };
}

function bearerOf(tokens: AccessTokens, authorization: string): Caller {
  const [, token] = /^Bearer ([\w.-]{1,1000})$/i.exec(authorization) ?? [];
  return token === undefined ? { ...anonymous, tokenProblem: 'UNAUTHENTICATED' } : callerOf(tokens, token);
}

function cookieCaller(tokens: AccessTokens, sent: SentCookies): Caller {
  if (sent.access !== null) return callerOf(tokens, sent.access);
  // The browser drops the access cookie when it expires; the refresh cookie can renew it.
  return sent.refresh === null ? anonymous : { ...anonymous, tokenProblem: 'TOKEN_EXPIRED' };
}

function idempotencyKeyOf(c: ApiContext): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (keyForm.test(key)) return key;
  const fields = [{ field: 'Idempotency-Key', problem: 'must be 1 to 200 visible ASCII characters' }];
  throw new AppError('INVALID_INPUT', { details: { fields } });
}

/**
 * Identifies the caller by bearer token or cookies. Yields only a user id: roles are read live.
 * Errors: MALFORMED_REQUEST (both at once), ORIGIN_REFUSED (another site's page), INVALID_INPUT (idempotency key).
 */
export function createContextReader(options: ContextOptions): ReadContext {
  const { tokens, publicUrl } = options;
  const names = cookieNames(publicUrl);

  return (c) => {
    const authorization = c.req.header('authorization');
    const sent = readSessionCookies(c, names);
    const isWeb =
      c.req.header('x-holdfast-client') === 'web' || sent.access !== null || sent.refresh !== null;
    if (isWeb && authorization !== undefined) {
      throw new AppError('MALFORMED_REQUEST', { internal: 'cookie and bearer token on one request' });
    }
    if (isWeb && isUnsafe(c.req.method) && !isOwnOrigin(c, publicUrl)) throw new AppError('ORIGIN_REFUSED');
    const caller = authorization === undefined ? cookieCaller(tokens, sent) : bearerOf(tokens, authorization);
    return {
      ...caller,
      requestId: c.var.requestId,
      idempotencyKey: idempotencyKeyOf(c),
      address: clientAddress(c, options.trustedProxies),
      cookies: isWeb
        ? {
            refreshToken: sent.refresh,
            set: (issued) => c.set('setCookies', issuedCookies(names, issued)),
            clear: () => c.set('setCookies', clearedCookies(names)),
          }
        : null,
      signal: c.req.raw.signal,
    };
  };
}
