import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVisitors, type Visitors } from '../world/patient.ts';
import type { World } from '../world/start-world.ts';
import { countOf, expectAllSentOnce, expectMoneyOnce, startLedgerWorld } from './ledgers.ts';
import { pointsOf } from './scenarios.ts';
import { casesOf, whileWorkerBreaks } from './while-broken.ts';

let world: World;
let visitors: Visitors;

beforeAll(async () => {
  world = await startLedgerWorld();
  visitors = await openVisitors(world);
});
afterAll(async () => world.stop());

describe('a requested refund', () => {
  test.each(casesOf(pointsOf('worker', 'refund')))(
    '$point breaks with $action: refunded once',
    async ({ point, action }) => {
      const booked = await visitors.book();
      await world.worker.stop();
      await visitors.cancel(booked);
      const { paymentId } = booked.payment;
      const isDone = async () =>
        (await countOf(world, `refunds where payment_id = $1 and state = 'processed'`, [paymentId])) === 1;
      await whileWorkerBreaks(world, point, action, isDone);
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
        await whileWorkerBreaks(
          world,
          point,
          action,
          async () => (await visitors.stateOf(held)) === 'confirmed',
        );
      } finally {
        world.sandbox.razorpay.setWebhookUrl(`${world.apiUrl}/webhooks/razorpay`);
      }
      expect(world.sandbox.razorpay.ledger().totals.capturesPerOrder[held.orderId]).toBe(1);
      expectMoneyOnce(world);
    },
  );
});

test('afterwards every message was sent once and every rupee moved once', async () => {
  await world.sandbox.razorpay.webhooksIdle();
  await expectAllSentOnce(world);
  expectMoneyOnce(world);
  await world.invariants();
});
