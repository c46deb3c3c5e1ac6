import { answersOk, waitFor } from '@holdfast/starter/stack/alive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeldSlot, openVisitors, type Visitors } from '../world/patient.ts';
import type { World } from '../world/start-world.ts';
import { letTimePass } from '../world/time.ts';
import { countOf, expectAllSentOnce, expectMoneyOnce, startLedgerWorld } from './ledgers.ts';

let world: World;
let visitors: Visitors;
beforeAll(async () => {
  world = await startLedgerWorld({ worker: false });
  visitors = await openVisitors(world);
});
afterAll(async () => world.stop());

const kills = 14;
const points = [
  'tx.commit.after',
  'tx.begin.after',
  'message.settle.before',
  'tx.commit.before',
  'razorpay.submit-refund.after',
  'message.lease.after',
  'queue.enqueue.after',
  'razorpay.capture.after',
];

/** The same numbers in every run, so that a failure is reproducible. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state;
  }
}

test('a worker that is killed repeatedly, each time at another point, gets everything done once', async () => {
  const cancelled: HeldSlot[] = [];
  for (let index = 0; index < 3; index += 1) cancelled.push(await visitors.book());
  for (let index = 0; index < 3; index += 1) await visitors.book();
  for (const booking of cancelled) await visitors.cancel(booking);
  world.sandbox.razorpay.setWebhookUrl(null);
  const unseen = [await visitors.hold(), await visitors.hold(), await visitors.hold()];
  for (const held of unseen) visitors.pay(held, 'authorized');

  const random = numbers(20_261_121);
  const pick = (below: number): number => (Number(random.next().value) >> 8) % below;
  const deaths: string[] = [];
  const hasStarted = async () =>
    !world.worker.isRunning() || (await answersOk(`${world.worker.url}/healthz`));
  for (let kill = 0; kill < kills; kill += 1) {
    await letTimePass(world.database);
    const point = String(points[pick(points.length)]);
    const spec = `${point}=kill@${1 + pick(point.startsWith('tx.') ? 12 : 2)}`;
    await world.worker.restart({ HOLDFAST_FAIL_POINTS: spec }, 'spawned');
    await waitFor(hasStarted, 30_000);
    const isDead = await waitFor(() => !world.worker.isRunning(), 2_000);
    if (isDead) deaths.push(spec);
    await world.worker.kill();
  }
  process.stdout.write(`\n  killed ${kills} times, by a fail point at ${deaths.join(', ')}\n`);
  // When no work was left for its point, it was killed by a signal at an arbitrary moment.
  expect(deaths.length).toBeGreaterThan(2);

  await letTimePass(world.database);
  await world.worker.restart();
  world.sandbox.razorpay.setWebhookUrl(`${world.apiUrl}/webhooks/razorpay`);
  const isDone = async () =>
    (await countOf(world, `refunds where state <> 'processed'`)) === 0 &&
    (await countOf(world, `messages where state not in ('delivered', 'suppressed')`)) === 0 &&
    (await Promise.all(unseen.map((held) => visitors.stateOf(held)))).every((state) => state === 'confirmed');
  expect(await waitFor(isDone, 60_000)).toBe(true);
  expect(await countOf(world, 'refunds')).toBe(cancelled.length);
  expectMoneyOnce(world);
  await expectAllSentOnce(world);
}, 300_000);
