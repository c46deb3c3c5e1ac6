import { Counter, Registry } from 'prom-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Loop, type LoopBody, startLoop } from './run-loop.ts';

const longFloorSeconds = 3_600;
const loops: Loop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

interface Rig {
  readonly loop: Loop;
  readonly errors: unknown[];
  readonly wake: () => void;
  readonly isSubscribed: () => boolean;
}

function start(body: LoopBody, floorSeconds = longFloorSeconds, rounds?: Counter<'loop' | 'outcome'>): Rig {
  const errors: unknown[] = [];
  let waker: (() => void) | null = null;
  const loop = startLoop({
    name: 'test',
    body,
    floorSeconds,
    onError: (_name, error) => errors.push(error),
    onNotify: (wake) => {
      waker = wake;
      return () => {
        waker = null;
      };
    },
    ...(rounds === undefined ? {} : { rounds }),
  });
  loops.push(loop);
  return { loop, errors, wake: () => waker?.(), isSubscribed: () => waker !== null };
}

describe('a loop', () => {
  test('continues at once while there is work, then waits', async () => {
    const left = [3, 2, 1, 0];
    const body = vi.fn(async () => left.shift() ?? 0);
    start(body);
    await expect.poll(() => body.mock.calls.length).toBe(4);
    await new Promise((resolve) => setImmediate(resolve));
    expect(body).toHaveBeenCalledTimes(4);
  });

  test('polls again after its interval', async () => {
    const body = vi.fn(async () => 0);
    start(body, 0.005);
    await expect.poll(() => body.mock.calls.length).toBeGreaterThan(3);
  });

  test('starts a round on a notification, long before its interval ends', async () => {
    const body = vi.fn(async () => 0);
    const { wake } = start(body);
    await expect.poll(() => body.mock.calls.length).toBe(1);
    wake();
    await expect.poll(() => body.mock.calls.length).toBe(2);
  });

  test('does not lose a notification that arrives during a round', async () => {
    let finish: () => void = () => undefined;
    const body = vi.fn(
      () =>
        new Promise<number>((resolve) => {
          finish = () => resolve(0);
        }),
    );
    const { wake } = start(body);
    wake();
    finish();
    await expect.poll(() => body.mock.calls.length).toBe(2);
    finish();
  });

  test('never runs two rounds at once, however often it is notified', async () => {
    let running = 0;
    let most = 0;
    const body = vi.fn(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 0;
    });
    const { wake } = start(body);
    for (let sent = 0; sent < 50; sent += 1) {
      wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => body.mock.calls.length).toBeGreaterThan(5);
    expect(most).toBe(1);
  });

  test('survives a failed round, and counts successes and errors', async () => {
    const rounds = new Counter({
      name: 'rounds',
      help: 'r',
      labelNames: ['loop', 'outcome'],
      registers: [new Registry()],
    });
    const body = vi.fn<LoopBody>().mockRejectedValueOnce(new Error('database away')).mockResolvedValue(0);
    const { errors, wake } = start(body, longFloorSeconds, rounds);
    await expect.poll(() => errors.length).toBe(1);
    wake();
    await expect.poll(() => body.mock.calls.length).toBe(2);
    await expect
      .poll(async () => (await rounds.get()).values.map(({ labels, value }) => `${labels.outcome} ${value}`))
      .toEqual(['error 1', 'ok 1']);
  });

  test('waits for its interval after an error', async () => {
    const body = vi.fn<LoopBody>().mockRejectedValue(new Error('always'));
    const { errors } = start(body);
    await expect.poll(() => errors.length).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(body).toHaveBeenCalledTimes(1);
  });
});

describe('stopping', () => {
  test('aborts the signal of the current round and waits for its end', async () => {
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const { loop } = start(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => order.push('told'));
          finish = () => {
            order.push('round over');
            resolve(1);
          };
        }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const stopping = loop.stop().then(() => order.push('stopped'));
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    await stopping;
    expect(order).toEqual(['told', 'round over', 'stopped']);
  });

  test('ends a pause at once, and no notification restarts the loop', async () => {
    const body = vi.fn(async () => 0);
    const { loop, wake, isSubscribed } = start(body);
    await expect.poll(() => body.mock.calls.length).toBe(1);
    await loop.stop();
    wake();
    expect(isSubscribed()).toBe(false);
    expect(body).toHaveBeenCalledTimes(1);
  });

  test('twice has the same effect as once', async () => {
    const { loop } = start(async () => 0);
    await Promise.all([loop.stop(), loop.stop()]);
  });
});
