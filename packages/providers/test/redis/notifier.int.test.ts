import { randomUUID } from 'node:crypto';
import { testRedisUrl } from '@holdfast/testkit/test-redis';
import { waitUntil } from '@holdfast/testkit/waiting';
import { startWire, type Wire } from '@holdfast/testkit/wire';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeRedis, createRedis } from '../../src/redis/connection.ts';
import { createNotifier } from '../../src/redis/notifier.ts';

let wire: Wire;
let connections: Redis[];
beforeEach(async () => {
  wire = await startWire(testRedisUrl());
  connections = [];
});
afterEach(async () => {
  connections.forEach(closeRedis);
  await wire.close();
});

function connection(connectionName: string): Redis {
  const made = createRedis({ url: wire.url, connectionName, onError: () => undefined });
  connections.push(made);
  return made;
}

function process(namespace: string) {
  return createNotifier({
    redis: { publisher: connection('publisher'), subscriber: connection('subscriber') },
    namespace,
  });
}

describe('notifications', () => {
  test('wake the same process without Redis, never inside the call', async () => {
    const notifier = createNotifier({ redis: null, namespace: 'alone' });
    let woken = 0;
    const stop = notifier.subscribe('feed', () => {
      woken += 1;
    });
    notifier.publish('feed');
    notifier.publish('messages');
    expect(woken).toBe(0);
    await waitUntil('woken', () => woken === 1);
    stop();
    notifier.publish('feed');
    await new Promise(setImmediate);
    expect(woken).toBe(1);
  });

  test('wake other processes of the same installation, and go on after Redis was away', async () => {
    const namespace = `test-${randomUUID()}`;
    const [here, there, elsewhere] = [
      process(namespace),
      process(namespace),
      process(`other-${randomUUID()}`),
    ];
    let heard = 0;
    let heardElsewhere = 0;
    there.subscribe('messages', () => {
      heard += 1;
    });
    elsewhere.subscribe('messages', () => {
      heardElsewhere += 1;
    });
    const hears = async (): Promise<boolean> => {
      const before = heard;
      here.publish('messages');
      await new Promise((resolve) => setTimeout(resolve, 20));
      return heard > before;
    };
    await waitUntil('the other process hears', hears);
    wire.cut();
    expect(() => here.publish('messages')).not.toThrow();
    wire.restore();
    await waitUntil('the other process hears again', hears);
    // Each (re)connection wakes once by itself, since something may have been missed; nothing else reached it.
    expect(heardElsewhere).toBeLessThanOrEqual(2);
  });
});
