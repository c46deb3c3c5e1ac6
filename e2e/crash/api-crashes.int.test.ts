import { waitFor } from '@holdfast/starter/stack/alive';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeldSlot, openVisitors, type Visitors } from '../world/patient.ts';
import { startWorld, type World } from '../world/start-world.ts';
import { letTimePass } from '../world/time.ts';
import { type Action, createBreaking } from './breaking.ts';
import { countOf } from './ledgers.ts';
import { pointsOf } from './scenarios.ts';
import { casesOf } from './while-broken.ts';

let world: World;
let visitors: Visitors;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  visitors = await openVisitors(world);
});
afterAll(async () => world.stop());

/** Runs the journey with one fail point of the API armed; the point must be hit, and a kill must end the process. */
async function whileBroken<T>(point: string, action: Action, journey: () => Promise<T>): Promise<T> {
  const breaking = createBreaking(world, { app: 'api', point, action });
  await breaking.arm('alive');
  const result = await journey();
  await breaking.untilHit();
  const { hits, exits } = await breaking.over();
  expect(hits).toContain(`${point} ${action}`);
  expect(exits).toEqual(action === 'kill' ? [{ code: null, signal: 'SIGKILL' }] : []);
  return result;
}

async function paidOnce(held: HeldSlot): Promise<void> {
  await visitors.reaches(held, 'confirmed');
  const { totals, violations } = world.sandbox.razorpay.ledger();
  expect(violations).toEqual([]);
  expect(totals.ordersPerReceipt[held.payment.paymentId]).toBe(1);
  expect(totals.capturesPerOrder[held.orderId]).toBe(1);
  const counts = await world.database.pools.superuser.query(
    `select (select count(*)::int from payment_attempts where payment_id = $1 and state = 'captured') as captures,
       (select count(*)::int from ledger_postings where bill_id = (select bill_id from payments where id = $1)) as postings,
       (select count(*)::int from messages where subject_id = $2) as messages,
       (select count(*)::int from refunds where payment_id = $1) as refunds`,
    [held.payment.paymentId, held.id],
  );
  expect(counts.rows[0]).toEqual({ captures: 1, postings: 1, messages: 1, refunds: 0 });
}

describe('a hold, retried under its key until the page can pay', () => {
  test.each(casesOf(pointsOf('api', 'hold')))(
    '$point breaks with $action: one booking, one order',
    async ({ point, action }) => {
      const before = await world.database.pools.superuser.query('select count(*)::int as n from bookings');
      const held = await whileBroken(point, action, () => visitors.hold());
      const after = await world.database.pools.superuser.query('select count(*)::int as n from bookings');
      expect(after.rows[0].n - before.rows[0].n).toBe(1);
      visitors.pay(held);
      await paidOnce(held);
    },
  );
});

describe('an order whose first answer was lost, asked for again until the page can pay', () => {
  test.each(casesOf(pointsOf('api', 'hold-again')))(
    '$point breaks with $action: one booking, one order',
    async ({ point, action }) => {
      const held = await whileBroken(point, action, () => {
        world.sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'error-500-after' });
        return visitors.hold();
      });
      visitors.pay(held);
      await paidOnce(held);
    },
  );
});

describe('the webhook of a capture, redelivered by the provider until it is accepted', () => {
  test.each(casesOf(pointsOf('api', 'webhook')))(
    '$point breaks with $action: confirmed once',
    async ({ point, action }) => {
      const held = await visitors.hold();
      await whileBroken(point, action, async () => {
        visitors.pay(held);
        await visitors.reaches(held, 'confirmed');
      });
      await paidOnce(held);
    },
  );
});

describe("the browser's callback, retried until it is answered, with no webhook at all", () => {
  test.each(casesOf(pointsOf('api', 'confirm')))(
    '$point breaks with $action: confirmed once',
    async ({ point, action }) => {
      const held = await visitors.hold();
      const { razorpay } = world.sandbox;
      razorpay.setWebhookUrl(null);
      try {
        const { callback } = visitors.pay(held);
        if (callback === null) throw new Error('the checkout gave no callback');
        await whileBroken(point, action, () => visitors.confirm(held, callback));
      } finally {
        razorpay.setWebhookUrl(`${world.apiUrl}/webhooks/razorpay`);
      }
      await paidOnce(held);
    },
  );
});

test('afterwards the worker, which was down, finds nothing left over, and the invariants hold', async () => {
  await world.sandbox.razorpay.webhooksIdle();
  await letTimePass(world.database);
  await world.worker.restart();
  expect(
    await waitFor(
      () =>
        world.invariants().then(
          () => true,
          () => false,
        ),
      30_000,
      500,
    ),
  ).toBe(true);
  // An event whose application broke was kept, and is applied by the worker.
  expect(
    await waitFor(
      async () => (await countOf(world, `payment_webhooks where state <> 'applied'`)) === 0,
      30_000,
    ),
  ).toBe(true);
  const { totals, violations } = world.sandbox.razorpay.ledger();
  expect(violations).toEqual([]);
  expect(totals.refundsPerPayment).toEqual({});
});
