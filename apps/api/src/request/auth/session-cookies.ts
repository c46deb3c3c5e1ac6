import type { IssuedTokens } from '@holdfast/contract/context';
import { getCookie } from 'hono/cookie';
import type { ApiContext } from '../api-env.ts';

export interface CookieNames {
  readonly access: string;
  readonly refresh: string;
  readonly isSecure: boolean;
}

/** With the `__Host-` prefix a browser accepts the cookie only over https, for exactly this host and every path. */
export function cookieNames(publicUrl: URL): CookieNames {
  const isSecure = publicUrl.protocol === 'https:';
  const prefix = isSecure ? '__Host-' : '';
  return { access: `${prefix}holdfast_access`, refresh: `${prefix}holdfast_refresh`, isSecure };
}

export interface SentCookies {
  readonly access: string | null;
  readonly refresh: string | null;
}

export function readSessionCookies(c: ApiContext, names: CookieNames): SentCookies {
  if (c.req.header('cookie') === undefined) return { access: null, refresh: null };
  return { access: getCookie(c, names.access) || null, refresh: getCookie(c, names.refresh) || null };
}

function cookie(names: CookieNames, name: string, value: string, expiresAt: Date): string {
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1_000));
  const attributes = [`${name}=${value}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax'];
  return [...attributes, ...(names.isSecure ? ['Secure'] : [])].join('; ');
}

export function issuedCookies(names: CookieNames, tokens: IssuedTokens): string[] {
  return [
    cookie(names, names.access, tokens.accessToken, tokens.accessExpiresAt),
    cookie(names, names.refresh, tokens.refreshToken, tokens.refreshExpiresAt),
  ];
}

export function clearedCookies(names: CookieNames): string[] {
  return [names.access, names.refresh].map((name) => cookie(names, name, '', new Date(0)));
}
