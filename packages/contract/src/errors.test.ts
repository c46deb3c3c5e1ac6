import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, ErrorBody, errorBody, errorCatalog, errorCodes } from './errors.ts';
import { classifyError } from './trpc/classify-error.ts';
import { toTrpcError } from './trpc/init.ts';
import { statusToTrpc } from './trpc/status-to-trpc.ts';

describe('the closed list of errors', () => {
  test.each(errorCodes)('%s has an envelope, a sentence for people and a word of tRPC', (code) => {
    const body = errorBody(code, 'request-1', {
      fields: [{ field: 'startsAt', problem: 'is in the past' }],
      alternatives: [{ doctorId: crypto.randomUUID(), startsAt: 'a', endsAt: 'b' }],
      retryAfterSeconds: 3,
    });
    expect(ErrorBody.parse(body)).toEqual(body);
    expect(body.message).toMatch(/^[A-Z].*\.$/);
    expect(statusToTrpc[errorCatalog[code].status]).toBeDefined();
  });

  test('server-side errors are retryable; caller errors are not, except rate limits', () => {
    for (const [code, { status, retryable }] of Object.entries(errorCatalog)) {
      const isOurs = status >= 500 || status === 429;
      expect([code, retryable]).toEqual([code, isOurs]);
    }
  });
});

describe('a rendered error', () => {
  test('of an unknown exception says INTERNAL and reveals nothing of its text', () => {
    const secret = new Error('password=hunter2 at /srv/app.ts:1');
    const classified = classifyError(secret);
    expect(classified).toEqual({ code: 'INTERNAL', details: {} });
    expect(JSON.stringify(errorBody(classified.code, 'r', classified.details))).not.toContain('hunter2');
    expect(toTrpcError(secret).message).not.toContain('hunter2');
  });

  test('of an AppError keeps its code and details and hides the internal text', () => {
    const thrown = new AppError('NOT_FOUND', { internal: 'patient of another account' });
    const body = errorBody(classifyError(thrown).code, 'r', classifyError(toTrpcError(thrown)).details);
    expect(body).toEqual({
      code: 'NOT_FOUND',
      message: errorCatalog.NOT_FOUND.message,
      requestId: 'r',
      retryable: false,
    });
  });

  test('of invalid input names each field, unknown ones included, with one problem each', () => {
    const schema = z.strictObject({ a: z.int(), nested: z.strictObject({ b: z.email() }) });
    const { error } = schema.safeParse({ a: 'x', nested: { b: 1, c: 2 }, d: 3 });
    const { code, details } = classifyError(new TRPCError({ code: 'BAD_REQUEST', cause: error }));
    expect(code).toBe('INVALID_INPUT');
    expect(details.fields?.map(({ field }) => field).sort()).toEqual(['a', 'd', 'nested.b', 'nested.c']);
  });
});
