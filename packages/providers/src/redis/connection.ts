import { Redis } from 'ioredis';

export interface RedisOptions {
  readonly url: string;
  readonly connectionName: string;
  /** Called on every change between reachable and not, and on errors; the connection repairs itself. */
  readonly onError: (error: Error) => void;
  /** How long a command may take before the asker goes its other way. */
  readonly commandTimeoutMs?: number;
}

/** Redis may be late or gone at any time: nothing waits for it longer than this. */
const redisCommandTimeoutMs = 200;
const longestReconnectDelayMs = 2_000;

/** Fails fast instead of queueing: every caller has a fallback when Redis is down. */
export function createRedis(options: RedisOptions): Redis {
  const redis = new Redis(options.url, {
    connectionName: options.connectionName,
    commandTimeout: options.commandTimeoutMs ?? redisCommandTimeoutMs,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: (tries) => Math.min(tries * 100, longestReconnectDelayMs),
  });
  redis.on('error', options.onError);
  return redis;
}

/** True when Redis answers now. */
export async function redisAnswers(redis: Redis): Promise<boolean> {
  try {
    return (await redis.ping()) === 'PONG';
  } catch {
    return false; // not ready, timed out or gone: all mean the same to the asker
  }
}

/** Ends the connection without waiting for a server that may not answer. */
export function closeRedis(redis: Redis): void {
  redis.disconnect();
}
