import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { endProcess } from '@holdfast/starter/stack/alive';
import { choosePort, releasePort } from '@holdfast/starter/stack/ports';
import { type RunningRedis, startRedis } from '@holdfast/starter/stack/redis';

/** `shared`: a corner of the run's Redis. `own`: one that a test may break. `none`: as if nobody had installed it. */
export type RedisKind = 'shared' | 'own' | 'none';

export interface WorldRedis {
  readonly url: string | null;
  readonly namespace: string;
  /** Only for `own`: kill -9, and an empty one on the same port. */
  readonly kill: () => Promise<void>;
  readonly startEmpty: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
}

function sharedUrl(): string {
  const url = process.env.HOLDFAST_TEST_REDIS_URL;
  if (!url) throw new Error('HOLDFAST_TEST_REDIS_URL is not set: run the tests through "npm test"');
  return url;
}

function unbreakable(url: string | null, namespace: string): WorldRedis {
  const refuse = () => {
    throw new Error('only a Redis of its own may be broken: startWorld({ redis: "own" })');
  };
  const refuseLater = async () => refuse();
  return {
    url,
    namespace,
    kill: refuseLater,
    startEmpty: refuseLater,
    freeze: refuse,
    thaw: refuse,
    stop: async () => undefined,
  };
}

async function ownRedis(home: string, namespace: string): Promise<WorldRedis> {
  const port = await choosePort({});
  // Nothing is written to disk: whatever a restart finds is what this world promised, nothing.
  const start = () => startRedis({ home: join(home, 'redis'), port, durable: false });
  let running: RunningRedis = await start();
  return {
    url: running.url,
    namespace,
    kill: () => endProcess(running.pid, 'SIGKILL', 5_000),
    startEmpty: async () => {
      running = await start();
    },
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw: () => void running.child.kill('SIGCONT'),
    stop: async () => {
      running.child.kill('SIGCONT');
      await running.stop();
      releasePort(port);
    },
  };
}

export async function openRedis(kind: RedisKind, home: string): Promise<WorldRedis> {
  const namespace = `w-${randomUUID()}`;
  if (kind === 'own') return ownRedis(home, namespace);
  return unbreakable(kind === 'shared' ? sharedUrl() : null, namespace);
}
