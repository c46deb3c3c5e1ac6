import { errorBody } from '@holdfast/contract/errors';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Handler } from 'hono';
import type { Faults } from '../../observability/faults.ts';
import type { ApiContext, ApiEnv } from '../../request/api-env.ts';
import type { ReadContext } from '../../request/context.ts';
import { classify, noteRefusal, retryAfter } from '../../request/error-answer.ts';
import { maxApiBodyBytes, readJsonText } from '../../request/read-body.ts';
import { parseStrictJson } from '../../request/strict-json.ts';

const maxBatchSize = 20;
const knownPath = /^[a-zA-Z]+\.[a-zA-Z]+$/;

/** Name of the route in logs and metrics: from a closed set, never from client input. */
function routeOf(router: AppRouter, path: string): string {
  if (path.includes(',')) return '/trpc/batch';
  return knownPath.test(path) && path in router._def.procedures ? `/trpc/${path}` : '/trpc/unknown';
}

/** The request that tRPC reads: with the same limits and strictness as on the REST surface. */
async function strictRequest(c: ApiContext): Promise<Request> {
  const { raw } = c.req;
  if (c.req.method === 'POST') {
    const text = await readJsonText(c, maxApiBodyBytes);
    if (text !== null) parseStrictJson(text);
    return new Request(raw.url, {
      method: 'POST',
      headers: raw.headers,
      body: text ?? '{}',
      signal: raw.signal,
    });
  }
  const input = new URL(raw.url).searchParams.get('input');
  if (input !== null) parseStrictJson(input);
  return new Request(raw.url, { method: c.req.method, headers: raw.headers, signal: raw.signal });
}

function headersFor(requestId: string, errors: readonly TRPCError[]): Record<string, string> {
  const waits = errors.flatMap((error) => {
    const { code, details } = classify(error);
    return retryAfter(errorBody(code, requestId, details)) ?? [];
  });
  return waits.length === 0 ? {} : { 'retry-after': String(Math.max(...waits)) };
}

export function createTrpcHandler(
  router: AppRouter,
  readContext: ReadContext,
  faults: Faults,
): Handler<ApiEnv> {
  return async (c) => {
    c.set('route', routeOf(router, c.req.path.slice('/trpc/'.length)));
    const context = readContext(c);
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: await strictRequest(c),
      router,
      createContext: () => context,
      allowBatching: true,
      maxBatchSize,
      onError: ({ error }) => noteRefusal(c, faults, error, classify(error).code),
      responseMeta: ({ errors }) => ({ headers: headersFor(c.var.requestId, errors) }),
    });
  };
}
