import { randomUUID } from 'node:crypto';
import { type OwnRedis, startOwnRedis } from '@holdfast/testkit/own-redis';
import { testRedisUrl } from '@holdfast/testkit/test-redis';

/** `shared`: a prefix in the run's Redis. `own`: one that a test may break. `none`: as if Redis were not installed. */
export type RedisKind = 'shared' | 'own' | 'none';

export interface WorldRedis extends Pick<OwnRedis, 'kill' | 'startEmpty' | 'freeze' | 'thaw' | 'stop'> {
  readonly url: string | null;
  readonly namespace: string;
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

export async function openRedis(kind: RedisKind): Promise<WorldRedis> {
  const namespace = `w-${randomUUID()}`;
  if (kind === 'own') return { ...(await startOwnRedis()), namespace };
  return unbreakable(kind === 'shared' ? testRedisUrl() : null, namespace);
}
