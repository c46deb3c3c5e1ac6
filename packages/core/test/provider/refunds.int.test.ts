import { runInvariants } from '@holdfast/db/invariants';
import type { Held } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelAtDesk, createSandboxRig, type SandboxRig } from './sandbox-rig.ts';

let world: SandboxRig;
beforeAll(async () => {
  world = await createSandboxRig();
});
afterEach(() => {
  world.sandbox.razorpay.misbehaviours.clear();
  expect(world.sandbox.razorpay.ledger().violations).toEqual([]);
});
afterAll(() => world.close());

const refundsAtProvider = (held: Held) =>
  world.sandbox.razorpay.ledger().refunds.filter(({ entity }) => {
    const { payments } = world.sandbox.razorpay.ledger();
    const payment = payments.find((one) => one.entity.id === entity.payment_id);
    return payment?.entity.order_id === world.orderOf(held);
  });

/** Runs the refund worker until the provider has the refund, advancing time, up to a maximum. */
async function submitUntilKnown(held: Held, rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await world.makeDue(held);
    await world.rig.worker.runOperations();
    const { refunds } = await world.stateOf(held);
    if (refunds.some((refund) => /submitted|processed/.test(refund))) return;
  }
}

test('a payment and its refunds are looked at before a refund is submitted, and nothing is called afterwards', async () => {
  const held = await world.paidVisit();
  await cancelAtDesk(world, held);
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = world.sandbox.razorpay.calls().length;
    await work();
    return world.sandbox.razorpay
      .calls()
      .slice(before)
      .map((call) => call.operation);
  };
  expect(await callsOf(() => world.rig.worker.runOperations())).toEqual([
    'fetch-payment',
    'fetch-payment-refunds',
    'fetch-payment-refunds',
    'create-refund',
  ]);
  await world.makeDue(held);
  expect(await callsOf(() => world.rig.worker.runOperations())).toEqual([]);
});

describe('a refund whose call fails converges to exactly one refund', () => {
  const kinds = [
    'error-500-before',
    'error-500-after',
    'timeout-before',
    'timeout-after',
    'reset-before',
    'reset-after',
    'html-502',
    'rate-limit',
    'conflict',
  ] as const;

  test.each(kinds)('%s, once', async (kind) => {
    const held = await world.paidVisit();
    await cancelAtDesk(world, held);
    world.sandbox.razorpay.misbehave({ operation: 'create-refund', kind });
    await submitUntilKnown(held);
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'cancelled',
      refunds: ['clinic_cancelled submitted'],
    });
    expect(refundsAtProvider(held).map(({ entity }) => entity.amount)).toEqual([80_000]);
  });

  test.each(['error-500-after', 'timeout-after', 'reset-after'] as const)(
    '%s, three times in a row',
    async (kind) => {
      const held = await world.paidVisit();
      await cancelAtDesk(world, held);
      world.sandbox.razorpay.misbehave({ operation: 'create-refund', kind, times: 3 });
      await submitUntilKnown(held, 8);
      expect(refundsAtProvider(held)).toHaveLength(1);
    },
  );

  test.each(['error-500-before', 'timeout-before', 'refuse', 'html-502'] as const)(
    'a failed lookup (%s) after a lost response neither repeats the refund nor ends it',
    async (kind) => {
      const held = await world.paidVisit();
      await cancelAtDesk(world, held);
      world.sandbox.razorpay.misbehave({ operation: 'create-refund', kind: 'timeout-after' });
      await world.rig.worker.runOperations();
      expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled unknown']);
      world.sandbox.razorpay.misbehave({ operation: 'fetch-payment-refunds', kind });
      await world.makeDue(held);
      await world.rig.worker.runOperations();
      expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled unknown']);
      await submitUntilKnown(held);
      expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled submitted']);
      expect(refundsAtProvider(held)).toHaveLength(1);
    },
  );

  test('four concurrent workers submit each refund once', async () => {
    const visits: Held[] = [];
    for (let n = 0; n < 5; n += 1) visits.push(await world.paidVisit());
    for (const held of visits) await cancelAtDesk(world, held);
    for (const held of visits) await world.makeDue(held);
    await Promise.all(Array.from({ length: 4 }, () => world.rig.worker.runOperations()));
    for (const held of visits) expect(refundsAtProvider(held)).toHaveLength(1);
    const submits = world.sandbox.razorpay.calls().filter((call) => call.operation === 'create-refund');
    const keys = submits.map((call) => call.idempotencyKey);
    expect(new Set(keys.slice(-5)).size).toBe(5);
  });
});

describe('the outcome of a refund', () => {
  async function submitted(): Promise<Held> {
    const held = await world.paidVisit();
    await cancelAtDesk(world, held);
    await submitUntilKnown(held);
    return held;
  }
  const settle = (held: Held, outcome: 'processed' | 'failed') => {
    const [refund] = refundsAtProvider(held);
    world.sandbox.razorpay.settleRefund(refund?.entity.id ?? '', outcome);
  };

  test('reported by webhook: processed, with the bank’s reference, and the ledger is balanced', async () => {
    const held = await submitted();
    settle(held, 'processed');
    expect(await world.deliverEvents()).toContain('refund.processed: applied recorded');
    expect(await world.stateOf(held)).toMatchObject({
      refunds: ['clinic_cancelled processed'],
      clearingMinor: 0,
    });
    const { refunds } = await world.rig.useCases.payments.get(asUser(world.rig.clinics.patient.userId), {
      paymentId: held.booking.payment.paymentId,
    });
    expect(refunds).toMatchObject([{ state: 'processed', bankReference: expect.stringMatching(/^\d{23}$/) }]);
  });

  test('is found by polling when every webhook is lost', async () => {
    const held = await submitted();
    settle(held, 'processed');
    world.loseEvents();
    await world.makeDue(held);
    await world.rig.worker.pollOrders();
    expect(await world.stateOf(held)).toMatchObject({
      refunds: ['clinic_cancelled processed'],
      clearingMinor: 0,
    });
  });

  test('failed at the bank: nothing is posted and the operator sees it', async () => {
    const held = await submitted();
    settle(held, 'failed');
    await world.deliverEvents();
    expect(await world.stateOf(held)).toMatchObject({
      refunds: ['clinic_cancelled failed'],
      clearingMinor: 80_000,
    });
    const { items } = await world.rig.useCases.ops.stuck(asUser(world.rig.clinics.operator), {});
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'refund_refused', bookingId: held.booking.id }),
    );
  });

  test('processed and then returned by the bank: the posting is reversed', async () => {
    const held = await submitted();
    settle(held, 'processed');
    await world.deliverEvents();
    settle(held, 'failed');
    await world.deliverEvents();
    expect(await world.stateOf(held)).toMatchObject({
      refunds: ['clinic_cancelled failed'],
      clearingMinor: 80_000,
    });
  });

  test('refused for now: it is asked again later, and goes through', async () => {
    const held = await world.paidVisit();
    await cancelAtDesk(world, held);
    world.sandbox.razorpay.misbehave({ operation: 'create-refund', kind: 'refuse' });
    await world.makeDue(held);
    await world.rig.worker.runOperations();
    expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled requested']);
    await world.makeDue(held);
    await world.rig.worker.runOperations();
    expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled submitted']);
    expect(refundsAtProvider(held)).toHaveLength(1);
  });

  test('made at the provider before ours was submitted: ours is withdrawn, and no money is refunded twice', async () => {
    const held = await world.paidVisit();
    await cancelAtDesk(world, held);
    const [payment] = world.sandbox.razorpay
      .ledger()
      .payments.filter(({ entity }) => entity.order_id === world.orderOf(held));
    world.sandbox.razorpay.refundFromDashboard(payment?.entity.id ?? '');
    await world.deliverEvents();
    await world.makeDue(held);
    await world.rig.worker.runOperations();
    expect(await world.stateOf(held)).toMatchObject({
      refunds: ['clinic_cancelled withdrawn', 'provider_initiated submitted'],
    });
    expect(refundsAtProvider(held)).toHaveLength(1);
  });
});

describe('the lock order', () => {
  test('leasing a refund never waits for the money rows that a webhook has locked', async () => {
    const held = await world.paidVisit();
    await cancelAtDesk(world, held);
    await world.makeDue(held);
    const webhook = await world.rig.database.pools.superuser.connect();
    await webhook.query('begin');
    await webhook.query('select 1 from bookings where id = $1 for update', [held.booking.id]);
    await webhook.query('select 1 from payments where id = $1 for update', [held.booking.payment.paymentId]);
    await webhook.query('select 1 from payment_attempts where payment_id = $1 for update', [
      held.booking.payment.paymentId,
    ]);
    const worker = await world.rig.database.pools.worker.connect();
    await worker.query('begin');
    await worker.query(`select set_config('app.system', 'system:refunds', true)`);
    await worker.query(`set local lock_timeout = '300ms'`);
    const leased = await worker.query(
      `update operations set fence = fence + 1, leased_until = now() where bill_id = $1 and state = 'planned'`,
      [held.booking.billId],
    );
    expect(leased.rowCount).toBe(1);
    await worker.query('rollback');
    await webhook.query('rollback');
    worker.release();
    webhook.release();
  });
});

test('every invariant holds after all of this', async () => {
  const broken = (await runInvariants(world.rig.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
