import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../stack/alive.ts';
import { Visitors } from '../../world/patient.ts';
import type { World } from '../../world/start-world.ts';
import { letTimePass } from '../../world/time.ts';
import { type Action, Breaking } from './breaking.ts';
import { countOf, expectAllSentOnce, expectMoneyOnce, ledgerOf, startLedgerWorld } from './ledgers.ts';
import { pointsOf } from './scenarios.ts';

let world: World;
let visitors: Visitors;
const convergesWithinMs = 40_000;

beforeAll(async () => {
  world = await startLedgerWorld();
  visitors = await Visitors.of(world);
});
afterAll(async () => world.stop());

const actions: readonly Action[] = ['once', 'kill'];
const casesOf = (points: readonly string[]) =>
  points.flatMap((point) => actions.map((action) => ({ point, action })));

/** With work waiting for it the worker comes up armed, breaks, is started again; then the work must get done. */
async function whileBroken(point: string, action: Action, isDone: () => Promise<boolean>): Promise<void> {
  await letTimePass(world.database);
  const breaking = new Breaking(world, { app: 'worker', point, action });
  await breaking.arm('spawned');
  await breaking.untilHit();
  if (action === 'once') await breaking.restartLater();
  const { hits, exits } = await breaking.over();
  expect(hits).toContain(`${point} ${action}`);
  expect(exits).toEqual(action === 'kill' ? [{ code: null, signal: 'SIGKILL' }] : []);
  expect(await waitFor(isDone, convergesWithinMs)).toBe(true);
}

describe('a refund that was asked for', () => {
  test.each(casesOf(pointsOf('worker', 'refund')))(
    '$point breaks with $action: refunded once',
    async ({ point, action }) => {
      const booked = await visitors.book();
      await world.worker.stop();
      await visitors.cancel(booked);
      const { paymentId } = booked.payment;
      const isDone = async () =>
        (await countOf(world, `refunds where payment_id = $1 and state = 'processed'`, [paymentId])) === 1;
      await whileBroken(point, action, isDone);
      expect(await countOf(world, 'refunds where payment_id = $1', [paymentId])).toBe(1);
      expectMoneyOnce(world);
    },
  );
});

describe('money that only the reconciler can see', () => {
  test.each(casesOf(pointsOf('worker', 'reconcile')))(
    '$point breaks with $action: captured and confirmed once',
    async ({ point, action }) => {
      await world.worker.stop();
      const held = await visitors.hold();
      world.sandbox.razorpay.setWebhookUrl(null);
      try {
        visitors.pay(held, 'authorized');
        await whileBroken(point, action, async () => (await visitors.stateOf(held)) === 'confirmed');
      } finally {
        world.sandbox.razorpay.setWebhookUrl(`${world.apiUrl}/webhooks/razorpay`);
      }
      expect(world.sandbox.razorpay.ledger().totals.capturesPerOrder[held.orderId]).toBe(1);
      expectMoneyOnce(world);
    },
  );
});

describe('the message of a confirmation', () => {
  test.each(casesOf(pointsOf('worker', 'send')))(
    '$point breaks with $action: sent once',
    async ({ point, action }) => {
      await world.worker.stop();
      const booked = await visitors.book();
      const isDone = async () =>
        (await countOf(world, `messages where subject_id = $1 and state = 'delivered'`, [booked.id])) === 1;
      await whileBroken(point, action, isDone);
      const { rows } = await world.database.pools.superuser.query(
        'select id from messages where subject_id = $1',
        [booked.id],
      );
      expect(ledgerOf(world).filter(({ messageId }) => messageId === rows[0].id)).toHaveLength(1);
    },
  );
});

test('after all of it every message went out once, every rupee moved once', async () => {
  await world.sandbox.razorpay.webhooksIdle();
  await expectAllSentOnce(world);
  expectMoneyOnce(world);
  await world.invariants();
});
