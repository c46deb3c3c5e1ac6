import { createRequire } from 'node:module';
import type BeeQueue from 'bee-queue';

/** A part of the package that has no typings. */
const lua = createRequire(import.meta.url)('bee-queue/lib/lua') as {
  buildCache: (client: unknown) => Promise<unknown>;
};

export const queueName = 'messages';
const longestRetryMs = 2_000;

export interface BeeOptions {
  readonly redisUrl: string;
  /** Separates two copies that share a Redis. */
  readonly prefix: string;
  readonly onError: (error: unknown) => void;
}

/** Plain options: bee-queue brings its own redis v3 client and does not recognise an ioredis instance. */
export function redisSettings(redisUrl: string, waitsForRedis: boolean): BeeQueue.QueueSettings['redis'] {
  const url = new URL(redisUrl);
  const settings = {
    host: url.hostname,
    port: Number(url.port || 6379),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    // The default gives up after an hour, for good.
    retry_strategy: ({ attempt }: { attempt: number }) => Math.min(attempt * 200, longestRetryMs),
    enable_offline_queue: waitsForRedis,
  };
  return settings as BeeQueue.QueueSettings['redis'];
}

interface ClientEvents {
  on(event: 'ready' | 'error', listener: (error?: unknown) => void): unknown;
}

/**
 * A Redis that restarts has forgotten bee-queue's scripts, and every later call fails with NOSCRIPT for ever:
 * they are loaded again on each reconnect. `client` is missing from the typings.
 */
export function reloadScriptsOnReconnect(queue: BeeQueue, onError: (error: unknown) => void): void {
  const { client } = queue as unknown as { client: ClientEvents };
  client.on('ready', () => {
    lua.buildCache(client).catch(onError);
  });
}
