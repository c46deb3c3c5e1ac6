import { runInvariants } from '@holdfast/db/invariants';
import { type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelAtDesk, createSandboxRig, type SandboxRig } from './sandbox-rig.ts';

let world: SandboxRig;
beforeAll(async () => {
  world = await createSandboxRig();
});
afterEach(() => world.sandbox.razorpay.misbehaviours.clear());
afterAll(() => world.close());

const pay = (held: Held, outcome: Parameters<SandboxRig['sandbox']['razorpay']['pay']>[1]) =>
  world.sandbox.razorpay.pay(world.orderOf(held), outcome).payment;
const capturesOf = (held: Held) =>
  world.sandbox.razorpay.ledger().captures.filter((capture) => capture.orderId === world.orderOf(held));

async function reconcile(held: Held, rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await world.makeDue(held);
    await world.rig.worker.pollOrders();
    await world.rig.worker.runOperations();
  }
}

describe('when every webhook is lost', () => {
  test('the reconciler confirms what was paid', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'success' });
    world.loseEvents();
    await reconcile(held);
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'confirmed',
      payment: 'captured',
      clearingMinor: 80_000,
    });
  });

  test('it applies failures and retries within the app in the right order', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'failed' });
    await reconcile(held);
    expect((await world.stateOf(held)).booking).toBe('awaiting_payment');
    pay(held, { outcome: 'failed-then-captured' });
    await reconcile(held);
    expect((await world.stateOf(held)).booking).toBe('confirmed');
  });

  test('it records refunds that were made at the provider, and confirms nothing that is not paid any more', async () => {
    const held = await world.newHold();
    const payment = pay(held, { outcome: 'captured' });
    world.sandbox.razorpay.refundFromDashboard(payment.id, 30_000);
    world.loseEvents();
    await reconcile(held);
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'awaiting_payment',
      refunds: ['provider_initiated submitted'],
      clearingMinor: 50_000,
    });
  });

  test('webhooks that arrive after it change nothing', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'success' });
    await reconcile(held);
    const before = await world.stateOf(held);
    expect((await world.deliverEvents()).every((answer) => /applied recorded/.test(answer))).toBe(true);
    expect(await world.stateOf(held)).toEqual(before);
  });
});

describe('money that is authorized and not captured', () => {
  test('is captured by us, once, even by five concurrent reconcilers', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'authorized' });
    await world.makeDue(held);
    await Promise.all(Array.from({ length: 5 }, () => world.rig.worker.pollOrders()));
    await reconcile(held);
    expect(capturesOf(held)).toMatchObject([{ by: 'api', amount: 80_000 }]);
    expect((await world.stateOf(held)).booking).toBe('confirmed');
  });

  test.each([
    'error-500-before',
    'error-500-after',
    'timeout-before',
    'timeout-after',
    'html-502',
    'rate-limit',
  ] as const)('is captured once when the call ends with %s, and earlier facts are kept', async (kind) => {
    const held = await world.newHold();
    pay(held, { outcome: 'authorized' });
    world.sandbox.razorpay.misbehave({ operation: 'capture-payment', kind });
    await reconcile(held);
    expect(['authorized', 'captured']).toContain((await world.stateOf(held)).payment);
    await reconcile(held);
    expect(capturesOf(held)).toHaveLength(1);
    expect((await world.stateOf(held)).booking).toBe('confirmed');
  });

  test('late authorization of an expired booking: captured, and refunded in full', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'late', afterMs: 3_600_000 });
    await world.deliverEvents();
    await makeHoldOverdue(world.rig, held.booking.id);
    await world.rig.worker.expireHolds();
    world.sandbox.razorpay.advance();
    await reconcile(held);
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'expired',
      refunds: ['late_payment submitted'],
    });
    const sums = Object.values(world.sandbox.razorpay.ledger().totals.refundsPerPayment);
    expect(sums.at(-1)).toEqual({ count: 1, amount: 80_000 });
  });

  test('voided by the provider: every webhook of it applies, and no ledger entry is posted', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'auto-refund' });
    const answers = await world.deliverEvents();
    expect(answers.map((answer) => answer.split(' ')[1])).toEqual(answers.map(() => 'applied'));
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'awaiting_payment',
      refunds: [],
      clearingMinor: 0,
    });
  });
});

describe('unexpected money', () => {
  test('a second capture is refunded automatically and the order keeps one payment', async () => {
    const held = await world.newHold();
    pay(held, { outcome: 'second-capture' });
    await world.deliverEvents();
    expect(await world.stateOf(held)).toMatchObject({
      booking: 'confirmed',
      refunds: ['duplicate_payment requested'],
    });
    await world.rig.worker.runOperations();
    expect(world.sandbox.razorpay.ledger().violations).toEqual([]);
  });

  test.each(['wrong-amount', 'wrong-currency'] as const)(
    '%s is quarantined, by webhook and by reconciler alike',
    async (outcome) => {
      const held = await world.newHold();
      pay(held, { outcome });
      await world.deliverEvents();
      await reconcile(held, 2);
      expect(await world.stateOf(held)).toMatchObject({
        booking: 'awaiting_payment',
        payment: 'pending',
        refunds: [],
      });
      const { items } = await world.rig.useCases.ops.stuck(asUser(world.rig.clinics.operator), {});
      expect(items.filter((item) => item.bookingId === held.booking.id)).toMatchObject([
        { kind: 'wrong_money' },
      ]);
    },
  );
});

describe('an order whose response was lost', () => {
  test.each(['error-500-after', 'timeout-after', 'reset-after'] as const)(
    '%s: the hold succeeds, the order is found, not created twice',
    async (kind) => {
      world.sandbox.razorpay.misbehave({ operation: 'create-order', kind });
      const held = await world.newHold();
      expect(held.offer).toEqual({ checkout: null, retryAfterSeconds: 3 });
      const { paymentId } = held.booking.payment;
      const offer = await world.rig.useCases.bills.checkout(asUser(world.rig.clinics.patient.userId), {
        billId: held.booking.billId,
      });
      expect(offer.checkout).not.toBeNull();
      expect(world.sandbox.razorpay.ledger().totals.ordersPerReceipt[paymentId]).toBe(1);
    },
  );

  test('an unavailable provider does not affect the hold', async () => {
    world.sandbox.razorpay.misbehave({ operation: '*', kind: 'html-502', times: 2 });
    const held = await world.newHold();
    expect([held.booking.state, held.offer.retryAfterSeconds]).toEqual(['held', 3]);
  });
});

describe('the end of polling', () => {
  test('comes when money can no longer arrive: the payment is closed and not polled again', async () => {
    const held = await world.newHold();
    await makeHoldOverdue(world.rig, held.booking.id);
    await world.rig.worker.expireHolds();
    await world.rig.rows(`update payments set created_at = created_at - interval '7 days' where id = $1`, [
      held.booking.payment.paymentId,
    ]);
    await reconcile(held);
    const [row] = await world.rig.rows('select state, next_poll_at from payments where id = $1', [
      held.booking.payment.paymentId,
    ]);
    expect(row).toEqual({ state: 'closed', next_poll_at: null });
  });

  test('does not come while the provider is unavailable: the next poll is already set', async () => {
    const held = await world.newHold();
    await world.makeDue(held);
    const errors = world.rig.providerErrors.length;
    world.sandbox.razorpay.misbehave({ operation: 'fetch-order-payments', kind: 'error-500-before' });
    await world.rig.worker.pollOrders();
    expect(world.rig.providerErrors.length).toBe(errors + 1);
    const [row] = await world.rig.rows<{ later: boolean; polls: number }>(
      'select next_poll_at > clock_timestamp() as later, polls from payments where id = $1',
      [held.booking.payment.paymentId],
    );
    expect(row).toMatchObject({ later: true, polls: 1 });
  });

  test('one failing order does not block the others', async () => {
    const [broken, good] = [await world.newHold(), await world.newHold()];
    pay(good, { outcome: 'success' });
    world.loseEvents();
    await world.makeDue(broken);
    await world.makeDue(good);
    world.sandbox.razorpay.misbehave({ operation: 'fetch-order-payments', kind: 'error-500-before' });
    await world.rig.worker.pollOrders();
    expect((await world.stateOf(good)).booking).toBe('confirmed');
  });
});

test('a day with a misbehaving provider ends with balanced books on both sides', async () => {
  const held = await hold(world.rig, { daysAhead: 60 });
  pay(held, { outcome: 'success' });
  world.loseEvents();
  await reconcile(held);
  await cancelAtDesk(world, held);
  await world.rig.worker.runOperations();
  world.sandbox.razorpay.advance();
  await world.deliverEvents();
  expect(await world.stateOf(held)).toEqual({
    booking: 'cancelled',
    payment: 'captured',
    refunds: ['clinic_cancelled processed'],
    clearingMinor: 0,
  });
  const broken = (await runInvariants(world.rig.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
