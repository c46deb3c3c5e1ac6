import { randomUUID } from 'node:crypto';
import type { RateLimit } from '@holdfast/contract/budget';
import type { RateLimiter } from '@holdfast/core/ports/rate-limiter';
import { testRedisUrl } from '@holdfast/testkit/test-redis';
import { waitUntil } from '@holdfast/testkit/waiting';
import { startWire, type Wire } from '@holdfast/testkit/wire';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeRedis, createRedis, redisAnswers } from '../../src/redis/connection.ts';
import { createRateLimiter } from '../../src/redis/rate-limiter.ts';

const limit: RateLimit = { name: 'login-account', points: 6, windowSeconds: 600, localPoints: 2 };

let wire: Wire;
let connections: Redis[];
let first: RateLimiter;
let second: RateLimiter;

beforeEach(async () => {
  wire = await startWire(testRedisUrl());
  const namespace = `test-${randomUUID()}`;
  connections = ['one', 'two'].map((connectionName) =>
    createRedis({ url: wire.url, connectionName, onError: () => undefined }),
  );
  const [one, two] = connections;
  if (!one || !two) throw new Error('two connections');
  first = createRateLimiter({ redis: one, namespace });
  second = createRateLimiter({ redis: two, namespace });
  await waitUntil('Redis is reached', async () => (await redisAnswers(one)) && (await redisAnswers(two)));
});
afterEach(async () => {
  connections.forEach(closeRedis);
  await wire.close();
});

async function allowedOf(tries: number, ask: (turn: number) => RateLimiter): Promise<number> {
  let allowed = 0;
  for (let turn = 0; turn < tries; turn += 1) {
    if ((await ask(turn).consume(limit, 'asha@example.test')).allowed) allowed += 1;
  }
  return allowed;
}

describe('rate limiter', () => {
  test('two processes share one budget, and the refusal says when to come back', async () => {
    expect(await allowedOf(10, (turn) => (turn % 2 ? first : second))).toBe(6);
    const verdict = await first.consume(limit, 'asha@example.test');
    expect(verdict.allowed).toBe(false);
    if (!verdict.allowed)
      expect(verdict.retryAfterSeconds).toSatisfy((wait: number) => wait >= 1 && wait <= 600);
    expect(await second.consume(limit, 'ben@example.test')).toEqual({ allowed: true });
  });

  test('a try that was honest is given back', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await first.consume(limit, 'asha@example.test')).toEqual({ allowed: true });
      await second.giveBack(limit, 'asha@example.test');
    }
  });

  test.each(['cut', 'stall'] as const)(
    'with Redis %s each process grants its small budget and no more',
    async (way) => {
      wire[way]();
      expect(await allowedOf(5, () => first)).toBe(2);
      expect(await allowedOf(5, () => second)).toBe(2);
      wire.restore();
      await waitUntil('Redis is back', async () => {
        const [one] = connections;
        return one !== undefined && (await redisAnswers(one));
      });
      expect(await first.consume(limit, 'asha@example.test')).toEqual({ allowed: true });
    },
  );

  test('without any Redis the small budget counts, and keys never reach the store in clear', async () => {
    const alone = createRateLimiter({ redis: null, namespace: 'alone' });
    expect(await allowedOf(5, () => alone)).toBe(2);
    await first.consume(limit, 'asha@example.test');
    const keys = (await connections[0]?.keys('test-*')) ?? [];
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.join(' ')).not.toContain('asha');
  });
});
