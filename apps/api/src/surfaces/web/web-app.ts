import { AppError } from '@holdfast/contract/errors';
import type { Handler } from 'hono';
import type { ApiContext, ApiEnv } from '../../request/api-env.ts';
import type { Encoding, WebFile, WebFiles } from './web-files.ts';

function preferredEncoding(accepted: string): Encoding | null {
  const offers = accepted.split(',').map((offer) => offer.trim().split(';')[0]);
  if (offers.includes('br')) return 'br';
  return offers.includes('gzip') ? 'gzip' : null;
}

async function send(c: ApiContext, file: WebFile): Promise<Response> {
  c.header('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('etag', file.etag);
  c.header('vary', 'accept-encoding');
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
  c.header('content-type', file.type);
  const encoding = preferredEncoding(c.req.header('accept-encoding') ?? '');
  const encoded = encoding && (await file.encoded(encoding));
  if (!encoding || !encoded) return c.body(file.bytes);
  c.header('content-encoding', encoding);
  return c.body(encoded);
}

/** Files by path; every other path that could be a page gets the app, which does its own routing. */
export function webApp(files: WebFiles): Handler<ApiEnv> {
  return async (c) => {
    const page = files.page();
    const file = files.find(c.req.path);
    c.set('route', file === undefined ? 'web page' : 'web file');
    const isAsset = c.req.path.startsWith('/assets/') || /\.\w{1,12}$/.test(c.req.path);
    if (file !== undefined) return send(c, file);
    if (page === undefined || isAsset) throw new AppError('NOT_FOUND', { internal: 'no such file' });
    return send(c, page);
  };
}
