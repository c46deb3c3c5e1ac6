import type { Redis } from 'ioredis';
import { closeRedis, createRedis } from './connection.ts';
import type { RedisSettings } from './settings.ts';

export interface RedisLinks {
  readonly publisher: Redis;
  /** A subscribed connection can do nothing else, so there are two. */
  readonly subscriber: Redis;
  readonly close: () => void;
}

interface RedisEvents {
  readonly onError: (error: Error) => void;
  readonly onReady?: () => void;
}

/** Null: this installation has no Redis. */
export function openRedis(settings: RedisSettings, program: string, events: RedisEvents): RedisLinks | null {
  const url = settings.REDIS_URL;
  if (url === undefined) return null;
  const { onError, onReady = () => undefined } = events;
  const commandTimeoutMs = settings.REDIS_TIMEOUT_MS;
  const open = (connectionName: string): Redis =>
    createRedis({ url, connectionName, onError, commandTimeoutMs }).on('ready', onReady);
  const links = { publisher: open(program), subscriber: open(`${program}-notifications`) };
  return { ...links, close: () => Object.values(links).forEach(closeRedis) };
}
