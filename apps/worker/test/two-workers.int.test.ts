import { waitFor } from '@holdfast/starter/stack/alive';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countOf, expectAllSentOnce, ledgerOf, startLedgerWorld } from '../../../e2e/crash/ledgers.ts';
import { openVisitors, type Visitors } from '../../../e2e/world/patient.ts';
import type { World } from '../../../e2e/world/start-world.ts';
import type { WorldProcess } from '../../../e2e/world/world-process.ts';
import { metricOf } from './metrics-of.ts';

let world: World;
let visitors: Visitors;
let second: WorldProcess;
const patienceMs = 60_000;

beforeAll(async () => {
  const workerEnvironment = {
    WORKER_ACCOUNT_LEASE_SECONDS: '2',
    WORKER_MESSAGE_LEASE_SECONDS: '4',
    LEDGER_PAUSE_MS: '100',
  };
  world = await startLedgerWorld({ workerEnvironment });
  visitors = await openVisitors(world);
  await allAreOut();
  second = await world.addWorker();
});
afterAll(async () => world.stop());

const open = () => countOf(world, `messages where state not in ('sent', 'delivered', 'read')`);

async function allAreOut(): Promise<void> {
  expect(await waitFor(async () => (await open()) === 0, patienceMs)).toBe(true);
}

const drives = async (worker: WorldProcess) => (await metricOf(worker, 'holdfast_whatsapp_ready')) === 1;

async function fence(): Promise<number> {
  const text = `select fence::int from leases where name = 'whatsapp:default'`;
  const { rows } = await world.database.pools.superuser.query<{ fence: number }>(text);
  return rows[0]?.fence ?? 0;
}

/** Books and waits; returns the process ids that sent the new messages. */
async function sendersOf(bookings: number): Promise<number[]> {
  const before = ledgerOf(world).length;
  for (let index = 0; index < bookings; index += 1) await visitors.book();
  await allAreOut();
  return [
    ...new Set(
      ledgerOf(world)
        .slice(before)
        .map(({ pid }) => pid),
    ),
  ];
}

test('one drives the account and sends everything at once; the other re-queues and delays nothing', async () => {
  expect([await drives(world.worker), await drives(second)]).toEqual([true, false]);
  expect(await sendersOf(6)).toEqual([world.worker.pid()]);
  expect(await metricOf(second, 'holdfast_worker_messages_total{outcome="not_ready"}')).toBeUndefined();
  expect(await countOf(world, `messages where last_error is not null`)).toBe(0);
});

test('after a kill -9 of the driver during a message the other takes over and everything is sent once', async () => {
  const [fenceBefore, sentBefore] = [await fence(), ledgerOf(world).length];
  for (let index = 0; index < 4; index += 1) await visitors.book();
  await waitUntil('the first messages are out', () => ledgerOf(world).length > sentBefore);
  await visitors.book();
  await world.worker.kill();
  await waitUntil('the second worker drives', () => drives(second));
  expect(await fence()).toBe(fenceBefore + 1);
  await allAreOut();
  await expectAllSentOnce(world);
  expect(ledgerOf(world).at(-1)?.pid).toBe(second.pid());
  await world.worker.restart();
});

test('a frozen driver loses the account; once resumed, it does not send alongside the new one', async () => {
  await waitUntil('the second worker drives', () => drives(second));
  const fenceBefore = await fence();
  second.freeze();
  try {
    const booked = visitors.book();
    await waitUntil('the first worker drives', () => drives(world.worker));
    await booked;
    await allAreOut();
    expect(await fence()).toBe(fenceBefore + 1);
  } finally {
    second.thaw();
  }
  await waitUntil('the second worker has let go', async () => !(await drives(second)));
  expect(await sendersOf(3)).toEqual([world.worker.pid()]);
  await expectAllSentOnce(world);
});

test('a driver that is stopped during a message finishes it and hands the account over at once', async () => {
  await world.worker.restart({ LEDGER_PAUSE_MS: '1500' });
  await waitUntil('one of them drives', async () => (await drives(world.worker)) || (await drives(second)));
  if (await drives(second)) {
    await second.stop();
    await waitUntil('the first worker drives', () => drives(world.worker));
    await second.restart();
  }
  await visitors.book();
  await waitUntil(
    'one message is being sent',
    async () => (await countOf(world, `messages where state = 'sending'`)) === 1,
  );
  const before = ledgerOf(world).length;
  expect(await world.worker.stop()).toEqual({ code: 0, signal: null });
  expect(ledgerOf(world).length).toBe(before + 1);
  expect(await countOf(world, `messages where state in ('sending', 'unknown')`)).toBe(0);
  await waitUntil('the second worker drives', () => drives(second));
  expect(await sendersOf(1)).toEqual([second.pid()]);
  await expectAllSentOnce(world);
});
