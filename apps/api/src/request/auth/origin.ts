import type { ApiContext } from '../api-env.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string): boolean {
  return !safeMethods.has(method);
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null; // "null" and the like are never our origin
  }
}

/**
 * True when the browser reports our own page as the origin. Without https (development, demo) the page may be open
 * under another name of this machine, so there the requested host counts too.
 */
export function isOwnOrigin(c: ApiContext, publicUrl: URL): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'same-origin';
  if (origin === publicUrl.origin) return true;
  return publicUrl.protocol === 'http:' && hostOf(origin) !== null && hostOf(origin) === c.req.header('host');
}
