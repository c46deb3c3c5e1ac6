import type { MessageJob } from '@holdfast/core/ports/job-queue';
import { expect, test } from 'vitest';
import { createDirectQueue } from './direct-queue.ts';

const job = (messageId: string): MessageJob => ({ clinicId: 'clinic', messageId });

test('jobs that come before their consumer wait for it, in order and once each', async () => {
  const queue = createDirectQueue(() => undefined);
  await queue.enqueue([job('a'), job('b')]);
  await queue.enqueue([job('a'), job('c')]);
  const handled: string[] = [];
  queue.consume(async ({ messageId }) => void handled.push(messageId));
  await expect.poll(() => handled).toEqual(['a', 'b', 'c']);
});

test('one job at a time, however fast they come', async () => {
  const queue = createDirectQueue(() => undefined);
  let running = 0;
  let most = 0;
  let done = 0;
  queue.consume(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done += 1;
  });
  for (let index = 0; index < 20; index += 1) await queue.enqueue([job(`m${index}`)]);
  await expect.poll(() => done).toBe(20);
  expect(most).toBe(1);
});

test('a handler that throws costs its job, not the next one', async () => {
  const errors: unknown[] = [];
  const queue = createDirectQueue((error) => errors.push(error));
  const handled: string[] = [];
  queue.consume(async ({ messageId }) => {
    if (messageId === 'bad') throw new Error('bad job');
    handled.push(messageId);
  });
  await queue.enqueue([job('bad'), job('good')]);
  await expect.poll(() => handled).toEqual(['good']);
  expect(errors).toHaveLength(1);
});

test('stopping waits for the job in hand and leaves the rest for the next consumer', async () => {
  const queue = createDirectQueue(() => undefined);
  let finish: () => void = () => undefined;
  const handled: string[] = [];
  const stop = queue.consume(({ messageId }) => {
    handled.push(messageId);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  await queue.enqueue([job('first'), job('second')]);
  await expect.poll(() => handled).toEqual(['first']);
  let isStopped = false;
  const stopping = stop().then(() => {
    isStopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isStopped).toBe(false);
  finish();
  await stopping;
  expect(handled).toEqual(['first']);
  queue.consume(async ({ messageId }) => void handled.push(messageId));
  await expect.poll(() => handled).toEqual(['first', 'second']);
});
