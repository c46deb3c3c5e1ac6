import { createHash } from 'node:crypto';
import type { RateLimit } from '@holdfast/contract/budget';
import type { RateLimiter, RateVerdict } from '@holdfast/core/ports/rate-limiter';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimiterOptions {
  /** Absent: only the local budget counts. */
  readonly redis: Redis | null;
  /** Keeps installations that share a Redis apart. */
  readonly namespace: string;
}

type Counter = RateLimiterRedis | RateLimiterMemory;

/** Redis sees hashes only: phones and e-mails stay out of it. */
function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 24);
}

function createCounter(options: RateLimiterOptions, limit: RateLimit): Counter {
  const local = new RateLimiterMemory({
    keyPrefix: limit.name,
    points: limit.localPoints,
    duration: limit.windowSeconds,
  });
  if (options.redis === null) return local;
  return new RateLimiterRedis({
    storeClient: options.redis,
    keyPrefix: `${options.namespace}:limit:${limit.name}`,
    points: limit.points,
    duration: limit.windowSeconds,
    rejectIfRedisNotReady: true,
    insuranceLimiter: local,
  });
}

function refusal(thrown: unknown, limit: RateLimit): RateVerdict {
  const waitMs = thrown instanceof RateLimiterRes ? thrown.msBeforeNext : limit.windowSeconds * 1_000;
  return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
}

/** Fixed windows in Redis, shared by every process; a small budget per process while Redis is away. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const counters = new Map<string, Counter>();

  function counterOf(limit: RateLimit): Counter {
    const known = counters.get(limit.name);
    if (known) return known;
    const made = createCounter(options, limit);
    counters.set(limit.name, made);
    return made;
  }

  return {
    consume: async (limit, key) => {
      try {
        await counterOf(limit).consume(hashed(key));
        return { allowed: true };
      } catch (thrown) {
        return refusal(thrown, limit);
      }
    },
    giveBack: async (limit, key) => {
      await counterOf(limit)
        .reward(hashed(key))
        .catch(() => undefined); // one try too few until the window ends
    },
  };
}
