import { randomUUID } from 'node:crypto';
import type { MessageJob } from '@holdfast/core/ports/job-queue';
import { type OwnRedis, startOwnRedis } from '@holdfast/testkit/own-redis';
import { testRedisUrl } from '@holdfast/testkit/test-redis';
import { startWire } from '@holdfast/testkit/wire';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMessageQueue, type MessageQueue } from '../../src/queue/message-queue.ts';

let redis: OwnRedis;
beforeAll(async () => {
  redis = await startOwnRedis();
});
afterAll(async () => redis.stop());

const newPrefix = () => `q-${randomUUID()}`;

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const patience = { timeout: 30_000, interval: 20 };
const job = (messageId: string): MessageJob => ({ clinicId: 'clinic', messageId });

function openQueue(prefix = newPrefix(), stallSeconds = 1): MessageQueue {
  const queue = createMessageQueue({ redisUrl: redis.url, prefix, stallSeconds, onError: () => undefined });
  undo.push(queue.close);
  return queue;
}

function consume(queue: MessageQueue, handle: (job: MessageJob) => Promise<void> = async () => undefined) {
  const handled: string[] = [];
  const stop = queue.consume(async (one) => {
    handled.push(one.messageId);
    await handle(one);
  });
  undo.push(stop);
  return { handled, stop };
}

/** Puts a job in until it is accepted: what the relay does, one interval after the other. */
async function insist(queue: MessageQueue, messageId: string): Promise<void> {
  await expect
    .poll(
      () =>
        queue.enqueue([job(messageId)]).then(
          () => 'in',
          (error: Error) => error.message,
        ),
      patience,
    )
    .toBe('in');
}

describe('a job', () => {
  test('reaches the consumer, and its id is free again afterwards', async () => {
    const prefix = newPrefix();
    const queue = openQueue(prefix);
    const { handled } = consume(queue);
    await queue.enqueue([job('a'), job('b')]);
    await expect.poll(() => handled, patience).toEqual(['a', 'b']);
    await expect
      .poll(() => redis.ask((commands) => commands.keys(`${prefix}:messages:jobs*`)), patience)
      .toEqual([]);
    await queue.enqueue([job('a')]);
    await expect.poll(() => handled, patience).toEqual(['a', 'b', 'a']);
  });

  test('put in twice while it waits is handled once', async () => {
    const queue = openQueue();
    await Promise.all([
      queue.enqueue([job('a')]),
      queue.enqueue([job('a'), job('a')]),
      queue.enqueue([job('b')]),
    ]);
    const { handled } = consume(queue);
    await expect.poll(() => handled.toSorted(), patience).toEqual(['a', 'b']);
    await queue.enqueue([job('c')]);
    await expect.poll(() => handled, patience).toContain('c');
    expect(handled).toHaveLength(3);
  });

  test('whose handler throws is over too', async () => {
    const queue = openQueue();
    const { handled } = consume(queue, async () => Promise.reject(new Error('handler broke its word')));
    await queue.enqueue([job('a')]);
    await expect.poll(() => handled, patience).toEqual(['a']);
    await expect
      .poll(async () => {
        await queue.enqueue([job('a')]);
        return handled.length;
      }, patience)
      .toBeGreaterThan(1);
  });

  test('of another installation on the same Redis is none of ours', async () => {
    const [mine, theirs] = [openQueue(), openQueue()];
    const { handled } = consume(mine);
    await theirs.enqueue([job('theirs')]);
    await mine.enqueue([job('mine')]);
    await expect.poll(() => handled, patience).toEqual(['mine']);
  });

  test('in the hands of a worker that died comes back to a living one', async () => {
    const prefix = newPrefix();
    const wire = await startWire(testRedisUrl());
    undo.push(wire.close);
    const settings = { prefix, stallSeconds: 0.5, onError: () => undefined };
    const dying = createMessageQueue({ ...settings, redisUrl: wire.url });
    let letGo: () => void = () => undefined;
    const hanging = consume(dying, () => new Promise((resolve) => (letGo = () => resolve())));
    await dying.enqueue([job('a')]);
    await expect.poll(() => hanging.handled, patience).toEqual(['a']);
    wire.cut();
    const living = createMessageQueue({ ...settings, redisUrl: testRedisUrl() });
    undo.push(living.close);
    const { handled } = consume(living);
    await expect.poll(() => handled, patience).toEqual(['a']);
    letGo();
  });
});

test('a consumer whose loop never started, because Redis broke off in that moment, is replaced', async () => {
  const isStallCheck = (bytes: Buffer) => bytes.includes('evalsha') && bytes.includes(':stallBlock');
  const wire = await startWire(redis.url, { breakOn: { isFatal: isStallCheck, times: 1 } });
  undo.push(wire.close);
  const settings = { prefix: newPrefix(), stallSeconds: 0.5, onError: () => undefined };
  const queue = createMessageQueue({ ...settings, redisUrl: wire.url });
  undo.push(queue.close);
  const { handled } = consume(queue);
  await expect.poll(() => wire.breaks(), patience).toBe(1);
  await insist(queue, 'a');
  await expect.poll(() => handled, patience).toEqual(['a']);
});

describe('Redis goes away', () => {
  test('a restarted, empty Redis: scripts are loaded again, both sides go on by themselves', async () => {
    const queue = openQueue();
    const { handled } = consume(queue);
    await queue.enqueue([job('before')]);
    await expect.poll(() => handled, patience).toEqual(['before']);
    for (const round of ['first', 'second']) {
      await redis.kill();
      await expect(queue.enqueue([job('lost')])).rejects.toThrow();
      expect(await queue.isReachable()).toBe(false);
      await redis.startEmpty();
      await insist(queue, round);
      await expect.poll(() => handled, patience).toContain(round);
    }
    expect(await queue.isReachable()).toBe(true);
  });

  test('FLUSHALL under a waiting consumer: what is put in again is handled', async () => {
    const queue = openQueue();
    const { handled } = consume(queue);
    await queue.enqueue([job('a')]);
    await expect.poll(() => handled, patience).toEqual(['a']);
    await redis.ask((commands) => commands.flushall());
    await insist(queue, 'b');
    await expect.poll(() => handled, patience).toContain('b');
  });

  test('a Redis that is away when everything starts is found when it comes', async () => {
    await redis.kill();
    const queue = openQueue();
    const { handled } = consume(queue);
    await expect(queue.enqueue([job('a')])).rejects.toThrow();
    await redis.startEmpty();
    await insist(queue, 'a');
    await expect.poll(() => handled, patience).toContain('a');
  });

  test('a frozen Redis is refused in time, and a stop does not wait for it', async () => {
    const queue = openQueue();
    const { handled, stop } = consume(queue);
    await queue.enqueue([job('a')]);
    await expect.poll(() => handled, patience).toEqual(['a']);
    redis.freeze();
    try {
      await expect(queue.enqueue([job('b')])).rejects.toThrow('Redis did not answer in time');
      expect(await queue.isReachable()).toBe(false);
      await stop();
      await queue.close();
    } finally {
      redis.thaw();
    }
  });

  test('a dead Redis does not hold up a stop either', async () => {
    const queue = openQueue();
    const { stop } = consume(queue);
    await insist(queue, 'a');
    await redis.kill();
    await stop();
    await queue.close();
    await redis.startEmpty();
  });
});

test('stopping waits for the job in hand; what waits stays for the next consumer', async () => {
  const queue = openQueue();
  let finish: () => void = () => undefined;
  const { handled, stop } = consume(queue, () => new Promise((resolve) => (finish = () => resolve())));
  await queue.enqueue([job('first'), job('second')]);
  await expect.poll(() => handled, patience).toEqual(['first']);
  let isStopped = false;
  const stopping = stop().then(() => {
    isStopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isStopped).toBe(false);
  finish();
  await stopping;
  expect(handled).toEqual(['first']);
  const next = consume(queue);
  await expect.poll(() => next.handled, patience).toEqual(['second']);
});
