import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess } from '@holdfast/starter/stack/alive';
import { choosePort, releasePort } from '@holdfast/starter/stack/ports';
import { type RunningRedis, startRedis } from '@holdfast/starter/stack/redis';
import { Redis } from 'ioredis';

/** A Redis for one test, which the test may break. */
export interface OwnRedis {
  readonly url: string;
  readonly kill: () => Promise<void>;
  /** After `kill`: starts an empty one on the same port. */
  readonly startEmpty: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Its contents, read over a separate connection. */
  readonly ask: <T>(work: (redis: Redis) => Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-redis-'));
  const port = await choosePort({});
  // Nothing is written to disk, so that a restart begins empty.
  const start = () => startRedis({ home, port, durable: false });
  let running: RunningRedis = await start();
  const { url } = running;
  return {
    url,
    kill: () => endProcess(running.pid, 'SIGKILL', 5_000),
    startEmpty: async () => {
      running = await start();
    },
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw: () => void running.child.kill('SIGCONT'),
    ask: async (work) => {
      const redis = new Redis(url, { maxRetriesPerRequest: 1 });
      redis.on('error', () => undefined); // the pending command rejects as well
      try {
        return await work(redis);
      } finally {
        redis.disconnect();
      }
    },
    stop: async () => {
      running.child.kill('SIGCONT');
      await running.stop();
      releasePort(port);
      await rm(home, { recursive: true, force: true });
    },
  };
}
