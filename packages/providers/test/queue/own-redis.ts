import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openRedis } from '../../../../e2e/world/world-redis.ts';

/** A Redis of this test file alone, that it may break, and a look into it. */
export async function startOwnRedis() {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-queue-'));
  const server = await openRedis('own', home);
  const url = String(server.url);
  const look = async <T>(work: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(url, { maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  };
  return {
    ...server,
    url,
    prefix: () => `q-${randomUUID()}`,
    flush: () => look((redis) => redis.flushall()),
    keys: (prefix: string) => look((redis) => redis.keys(`${prefix}*`)),
    close: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
export type OwnRedis = Awaited<ReturnType<typeof startOwnRedis>>;
