import { AppError } from '@holdfast/contract/errors';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../request/api-env.ts';

export interface InFlight {
  readonly count: () => number;
  readonly guard: ReturnType<typeof createMiddleware<ApiEnv>>;
}

/** Beyond this concurrency every request would only wait longer: excess ones get 503. Streams do not count. */
export function createInFlight(max: number): InFlight {
  let running = 0;
  const guard = createMiddleware<ApiEnv>(async (_c, next) => {
    if (running >= max)
      throw new AppError('OVERLOADED', { internal: 'in flight', details: { retryAfterSeconds: 1 } });
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
  });
  return { count: () => running, guard };
}
