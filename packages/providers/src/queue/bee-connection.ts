import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageJob } from '@holdfast/core/ports/job-queue';
import BeeQueue from 'bee-queue';

/** A part of the package that has no typings. */
const lua = createRequire(import.meta.url)('bee-queue/lib/lua') as {
  buildCache: (client: unknown) => Promise<unknown>;
};

const queueName = 'messages';
const longestRetryMs = 2_000;
/** Redis may be gone or frozen at any time: nothing waits for one of its answers longer than this. */
const commandTimeoutMs = 2_000;

export interface BeeOptions {
  readonly redisUrl: string;
  /** Separates two copies that share a Redis. */
  readonly prefix: string;
  readonly onError: (error: unknown) => void;
  /** A job whose worker is dead is free again after one to two of these. */
  readonly stallSeconds: number;
}

export type MessageBee = BeeQueue<MessageJob>;

/** Plain options: bee-queue brings its own redis v3 client and does not recognise an ioredis instance. */
function redisSettings(redisUrl: string, waitsForRedis: boolean): BeeQueue.QueueSettings['redis'] {
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
function reloadScriptsOnReconnect(queue: BeeQueue, onError: (error: unknown) => void): void {
  const { client } = queue as unknown as { client: ClientEvents };
  client.on('ready', () => {
    lua.buildCache(client).catch(onError);
  });
}

/** `onDead`: it could not be made ready and never will be; another one must take its place. */
export function openBee(
  options: BeeOptions,
  role: 'producer' | 'consumer',
  onDead: () => void = () => undefined,
): MessageBee {
  const isWorker = role === 'consumer';
  const queue: MessageBee = new BeeQueue<MessageJob>(queueName, {
    prefix: options.prefix,
    redis: redisSettings(options.redisUrl, isWorker),
    isWorker,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    activateDelayedJobs: false,
    // An id whose job is over must be free again: what is still due is put in under the same id.
    removeOnSuccess: true,
    removeOnFailure: true,
    stallInterval: Math.ceil(options.stallSeconds * 1000),
  });
  queue.on('error', options.onError);
  queue.ready().then(
    () => reloadScriptsOnReconnect(queue, options.onError),
    (error: unknown) => {
      options.onError(error);
      onDead();
    },
  );
  return queue;
}

export async function withinTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: Redis did not answer in time`)), commandTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** bee-queue's own close has no end while Redis is frozen. */
export async function closeBee(closing: Promise<unknown>): Promise<void> {
  await Promise.race([closing, delay(commandTimeoutMs, undefined, { ref: false })]);
}

export const closeTimeoutMs = commandTimeoutMs;
