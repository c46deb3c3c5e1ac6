import { waitFor } from '@holdfast/starter/stack/alive';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVisitors, type Visitors } from '../world/patient.ts';
import { startWorld, type World } from '../world/start-world.ts';
import { letTimePass } from '../world/time.ts';
import { createBreaking } from './breaking.ts';
import { countOf } from './ledgers.ts';
import { pointsOf } from './scenarios.ts';

let world: World;
let visitors: Visitors;
const points = pointsOf('worker', 'browser-send');
const convergesWithinMs = 120_000;

/** Logged in once and closed gracefully, so that Chrome has saved the session before the kills begin. */
beforeAll(async () => {
  world = await startWorld({ browser: true, workerEnvironment: { WORKER_STALL_SECONDS: '0.5' } });
  visitors = await openVisitors(world);
  await allAreOut();
  await world.worker.stop();
});
afterAll(async () => world.stop());

const open = () => countOf(world, `messages where state not in ('sent', 'delivered', 'read')`);

async function allAreOut(): Promise<void> {
  const isDone = await waitFor(async () => (await open()) === 0, convergesWithinMs, 100);
  if (!isDone)
    throw new Error(`messages stay open; the worker wrote:\n${world.worker.output().slice(-3_000)}`);
}

/** What the phones received decides: each text once, and as many as there are messages. */
async function expectEachOnPhonesOnce(): Promise<void> {
  const received = world.sandbox.whatsapp.state.ledger();
  expect(received.filter(({ count }) => count !== 1)).toEqual([]);
  expect(received).toHaveLength(await countOf(world, 'messages'));
  expect(world.sandbox.whatsapp.state.voiceNotes).toBe(0);
}

describe('kill -9 of the worker, with a real row, a real queue and a real browser', () => {
  test.each(points)('at %s: the next worker finds or sends it, the phone has it once', async (point) => {
    await world.worker.stop();
    await visitors.book();
    await letTimePass(world.database);
    const breaking = createBreaking(world, { app: 'worker', point, action: 'kill' });
    await breaking.arm('spawned');
    await breaking.untilHit();
    const { hits, exits } = await breaking.over();
    expect(hits).toEqual([`${point} kill`]);
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }]);
    await allAreOut();
    await expectEachOnPhonesOnce();
  });
});

test('every point throws once in one run of the worker: all messages arrive, each once', async () => {
  await world.worker.stop();
  for (const _ of points) await visitors.book();
  await letTimePass(world.database);
  const [first = '', ...others] = points;
  const breaking = createBreaking(world, { app: 'worker', point: first, action: 'once', others });
  await breaking.arm('spawned');
  expect(await waitFor(() => breaking.hits().length === points.length, convergesWithinMs, 100)).toBe(true);
  await breaking.restartLater();
  expect(breaking.hits().toSorted()).toEqual(points.map((point) => `${point} once`).toSorted());
  await allAreOut();
  await expectEachOnPhonesOnce();
});
