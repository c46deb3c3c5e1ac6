import type { ApiContext } from '../api-env.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string): boolean {
  return !safeMethods.has(method);
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null; // "null" and the like: no origin of ours
  }
}

/**
 * True when the browser says that our own page asks. Without https (development, demo) the page may be open under
 * another name of this machine, so there the host that was asked counts too.
 */
export function isOwnOrigin(c: ApiContext, publicUrl: URL): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'same-origin';
  if (origin === publicUrl.origin) return true;
  return publicUrl.protocol === 'http:' && hostOf(origin) !== null && hostOf(origin) === c.req.header('host');
}
