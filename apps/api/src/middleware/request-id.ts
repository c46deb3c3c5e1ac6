import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../request/api-env.ts';

const saneId = /^[\w.:-]{8,64}$/;

/** Keeps a caller's valid request id, so that a request can be traced through several systems. */
export const requestId = createMiddleware<ApiEnv>(async (c, next) => {
  const given = c.req.header('x-request-id');
  c.set('requestId', given !== undefined && saneId.test(given) ? given : randomUUID());
  c.set('route', 'unmatched');
  c.set('code', null);
  c.set('setCookies', []);
  await next();
  c.res.headers.set('x-request-id', c.var.requestId);
  for (const cookie of c.var.setCookies) c.res.headers.append('set-cookie', cookie);
});
