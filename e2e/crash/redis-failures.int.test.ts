import { waitFor } from '@holdfast/starter/stack/alive';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVisitors, type Visitors } from '../world/patient.ts';
import type { World } from '../world/start-world.ts';
import { countOf, expectAllSentOnce, ledgerOf, startLedgerWorld } from './ledgers.ts';

let world: World;
let visitors: Visitors;
const dueMessages = 8;
const sendsWithinMs = 60_000;

beforeAll(async () => {
  // Slow enough that Redis fails while some messages are sent, one is in progress and the rest are queued.
  world = await startLedgerWorld({ redis: 'own', workerEnvironment: { LEDGER_PAUSE_MS: '150' } });
  visitors = await openVisitors(world);
});
afterAll(async () => world.stop());

const unsent = () => countOf(world, `messages where state not in ('sent', 'delivered', 'read')`);

beforeEach(async () => {
  expect(await waitFor(async () => (await unsent()) === 0, sendsWithinMs)).toBe(true);
});

/** Messages become due while no worker runs, then a worker starts to send them. */
async function begunWith(count: number): Promise<void> {
  await world.worker.stop();
  for (let index = 0; index < count; index += 1) await visitors.book();
  const before = ledgerOf(world).length;
  await world.worker.restart();
  expect(await waitFor(() => ledgerOf(world).length >= before + 2, sendsWithinMs)).toBe(true);
  expect(await unsent()).toBeGreaterThan(0);
}

async function allGoOut(): Promise<void> {
  expect(await waitFor(async () => (await unsent()) === 0, sendsWithinMs)).toBe(true);
  await expectAllSentOnce(world);
}

describe('with messages due, none is lost and none is sent twice when Redis', () => {
  test('forgets everything (FLUSHALL)', async () => {
    await begunWith(dueMessages);
    const redis = new Redis(String(world.redis.url));
    await redis.flushall();
    redis.disconnect();
    await allGoOut();
  });

  test('is killed and comes back empty; holds, payments and confirmations continue meanwhile', async () => {
    await begunWith(dueMessages);
    await world.redis.kill();
    const booked = await visitors.book();
    expect(await visitors.stateOf(booked)).toBe('confirmed');
    await world.redis.startEmpty();
    await allGoOut();
  });

  test('freezes and thaws; holds, payments and confirmations continue meanwhile', async () => {
    await begunWith(dueMessages);
    world.redis.freeze();
    try {
      const booked = await visitors.book();
      expect(await visitors.stateOf(booked)).toBe('confirmed');
      const ready = await fetch(`${world.worker.url}/readyz`);
      expect(await ready.json()).toMatchObject({ status: 'not_ready', checks: { schema: { state: 'ok' } } });
    } finally {
      world.redis.thaw();
    }
    await allGoOut();
  });

  test('is unavailable when the worker starts, and becomes available later', async () => {
    await world.worker.stop();
    for (let index = 0; index < 3; index += 1) await visitors.book();
    await world.redis.kill();
    await world.worker.restart();
    expect(await unsent()).toBe(3);
    await world.redis.startEmpty();
    await allGoOut();
  });
});

test('a worker that is stopped while Redis is frozen finishes its current message and exits by itself', async () => {
  await begunWith(3);
  world.redis.freeze();
  try {
    expect(await world.worker.stop()).toEqual({ code: 0, signal: null });
  } finally {
    world.redis.thaw();
  }
  expect(
    await countOf(
      world,
      `messages where state in ('sending', 'unknown') or leased_until > clock_timestamp()`,
    ),
  ).toBe(0);
  await world.worker.restart();
  await allGoOut();
});
