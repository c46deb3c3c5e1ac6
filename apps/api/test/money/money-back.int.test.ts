import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectDeskMayNotRule, expectOutsidersLearnNothing } from './outsiders.ts';

/**
 * Money that goes back: at the provider before ours, beside ours or without us, and what the provider refuses. The pages say
 * what the provider's book says. Price 800.00.
 */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
});
afterEach(() => {
  expect(world.razorpay.misbehaviours.list()).toEqual([]);
  expect(world.razorpay.ledger().violations).toEqual([]);
});
afterAll(() => world.close());

const refundsOf = async (visit: Visit) => {
  const { refunds } = await world.payment(visit);
  return refunds.map(({ reason, state, amount }) => `${reason} ${state} ${amount.amountMinor}`).sort();
};

describe('6. the money of a visit that stands goes back at the provider', () => {
  test('both pages say "not paid", the operator has an item, and nothing goes backward', async () => {
    const { visit, paymentId } = await world.paidVisit();
    const before = await world.history(visit);
    world.razorpay.refundFromDashboard(paymentId);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    await world.work();
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'none',
      money: { state: 'not_paid', paid: rupees(0), refunding: rupees(0), refunded: rupees(price) },
    });
    expect(await world.history(visit)).toEqual(before);
    expect(await world.items(visit)).toEqual(['uncovered_visit']);
    expect(await refundsOf(visit)).toEqual([`provider_initiated processed ${price}`]);
    await expectOutsidersLearnNothing(world, visit, paymentId);
  });

  test('a part of it is enough, and the page says what is left', async () => {
    const { visit, paymentId } = await world.paidVisit();
    world.razorpay.refundFromDashboard(paymentId, 1_000);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      money: { state: 'not_paid', paid: rupees(79_000), refunded: rupees(1_000) },
    });
    expect(await world.items(visit)).toEqual(['uncovered_visit']);
  });

  test('cancelled by the desk, it owes nothing, and the item is gone', async () => {
    const { visit, paymentId } = await world.paidVisit();
    world.razorpay.refundFromDashboard(paymentId);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    await world.cancelAtDesk(visit);
    await world.work();
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'cancelled',
      money: { state: 'refunded', refunded: rupees(price), refundDue: rupees(0) },
    });
    expect(await world.items(visit)).toEqual([]);
    expect(world.atProvider(paymentId).refunds).toBe(1);
  });
});

describe('1. a second capture of one order', () => {
  test('is told at once, and goes back once, after the grace', async () => {
    const { visit, paymentId: first } = await world.paidVisit();
    const second = world.pay(visit, { outcome: 'second-capture' });
    await world.deliverOf(second);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { paid: rupees(price), refundDue: rupees(price) },
    });
    expect(await world.items(visit)).toEqual(['surplus']);
    await world.later(0.2);
    await world.work();
    expect(world.atProvider(first, second).refunds).toBe(0);
    await world.later(0.1);
    for (let round = 0; round < 3; round += 1) await world.work();
    expect(world.atProvider(first, second)).toEqual({ captured: 160_000, refunded: price, refunds: 1 });
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'paid',
      refunding: rupees(price),
    });
    world.razorpay.advance();
    await world.deliverOf(first, second);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      money: { state: 'paid', paid: rupees(price), refunding: rupees(0), refunded: rupees(price) },
    });
    expect(await world.items(visit)).toEqual([]);
    expect(await world.told(visit)).toEqual(['refund_requested', 'refund_processed']);
  });

  test('that the provider returns by itself within the grace is never asked for', async () => {
    const { visit, paymentId: first } = await world.paidVisit();
    const second = world.pay(visit, { outcome: 'second-capture' });
    world.razorpay.refundFromDashboard(second);
    world.razorpay.advance();
    await world.deliverOf(second);
    await world.later(1);
    await world.work();
    expect(world.atProvider(first, second)).toEqual({ captured: 160_000, refunded: price, refunds: 1 });
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'paid', paid: rupees(price) });
    expect(await refundsOf(visit)).toEqual([`provider_initiated processed ${price}`]);
    expect(await world.items(visit)).toEqual([]);
  });
});

describe('2. a part goes back there before ours goes out', () => {
  test('our request shrinks to what is left, and the sums of the page are the provider’s', async () => {
    const { visit, paymentId } = await world.paidVisit();
    await world.cancelAtDesk(visit);
    expect(await refundsOf(visit)).toEqual([`clinic_cancelled requested ${price}`]);
    world.razorpay.refundFromDashboard(paymentId, 30_000);
    await world.deliverOf(paymentId);
    expect(await refundsOf(visit)).toEqual([
      'clinic_cancelled requested 50000',
      'provider_initiated submitted 30000',
    ]);
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 2 });
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunding',
      refunding: rupees(price),
      refunded: rupees(0),
    });
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunded',
      refunding: rupees(0),
      refunded: rupees(price),
      refundDue: rupees(0),
    });
    expect(await refundsOf(visit)).toEqual([
      'clinic_cancelled processed 50000',
      'provider_initiated processed 30000',
    ]);
  });

  test('that no webhook told is seen by the look before ours goes out', async () => {
    const { visit, paymentId } = await world.paidVisit();
    await world.cancelAtDesk(visit);
    world.razorpay.refundFromDashboard(paymentId, 30_000);
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 2 });
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunding',
      refunding: rupees(price),
    });
  });

  test('in two halves, ours shrinks with the first, is withdrawn with the second and never goes out', async () => {
    const { visit, paymentId } = await world.paidVisit();
    await world.cancelAtDesk(visit);
    for (let half = 0; half < 2; half += 1) world.razorpay.refundFromDashboard(paymentId, 40_000);
    await world.deliverOf(paymentId);
    await world.work();
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 2 });
    expect(await refundsOf(visit)).toEqual([
      'clinic_cancelled withdrawn 40000',
      'provider_initiated processed 40000',
      'provider_initiated processed 40000',
    ]);
    const { patient } = await world.page(visit);
    expect(patient.money).toMatchObject({ state: 'refunded', refunded: rupees(price) });
  });
});

test('5. ours of 400 and one of 400 made there are two: neither is taken for the other', async () => {
  const { visit, paymentId } = await world.paidVisit();
  world.razorpay.refundFromDashboard(paymentId, 40_000);
  await world.deliverOf(paymentId);
  await world.cancelAtDesk(visit);
  await world.work();
  world.razorpay.advance();
  await world.deliverOf(paymentId);
  expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 2 });
  expect(await refundsOf(visit)).toEqual([
    'clinic_cancelled processed 40000',
    'provider_initiated processed 40000',
  ]);
  expect((await world.page(visit)).patient.money).toMatchObject({
    state: 'refunded',
    refunded: rupees(price),
  });
});

const tooOld = 'Payment is more than 6 months old, only instant refund is supported';

/** Cancelled by the desk; the provider refuses the refund for ever. */
async function refusedForEver() {
  const { visit, paymentId } = await world.paidVisit();
  await world.cancelAtDesk(visit);
  world.razorpay.misbehave({ operation: 'create-refund', kind: 'refuse', description: tooOld });
  await world.work();
  return { visit, paymentId };
}

describe('3. a refund that the provider refuses for ever', () => {
  test('is shown as failed and not repeated by itself, and the operator has an item', async () => {
    const { visit, paymentId } = await refusedForEver();
    for (let round = 0; round < 2; round += 1) await world.work();
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'cancelled',
      money: { state: 'refund_failed', refunding: rupees(0), refunded: rupees(0), refundDue: rupees(price) },
    });
    expect((await world.payment(visit)).refunds).toMatchObject([{ state: 'failed', amount: rupees(price) }]);
    expect(await world.items(visit)).toEqual(['refund_refused']);
    expect(world.atProvider(paymentId).refunds).toBe(0);
  });

  test('is asked for again as a new request, once, and both pages follow it to its end', async () => {
    const { visit, paymentId } = await refusedForEver();
    const answers = await Promise.all([1, 2].map(() => world.rule(visit, paymentId, 'ask_again')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunding',
      refunding: rupees(price),
      refundDue: rupees(0),
    });
    expect(await world.items(visit)).toEqual([]);
    await world.work();
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunded',
      refunded: rupees(price),
    });
    const { refunds } = await world.payment(visit);
    expect(refunds.map(({ state }) => state).sort()).toEqual(['failed', 'processed']);
    expect(new Set(refunds.map(({ id }) => id)).size).toBe(2);
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 1 });
    expectRefusal(await world.rule(visit, paymentId, 'ask_again'), 'STATE_CONFLICT');
  });

  test('is not asked for again by a receptionist, a doctor, the payer or anybody outside', async () => {
    const { visit, paymentId } = await refusedForEver();
    await expectDeskMayNotRule(world, visit, paymentId);
    await expectOutsidersLearnNothing(world, visit, paymentId);
    expect(await world.items(visit)).toEqual(['refund_refused']);
  });

  test('and that is made good in the dashboard is on no list any more', async () => {
    const { visit, paymentId } = await refusedForEver();
    world.razorpay.refundFromDashboard(paymentId);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect(await world.items(visit)).toEqual([]);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunded',
      refunded: rupees(price),
      refundDue: rupees(0),
    });
    expectRefusal(await world.rule(visit, paymentId, 'ask_again'), 'STATE_CONFLICT');
  });
});

describe('3. a refund that the provider refuses for now', () => {
  test('stays on its way, is asked again by itself, and the patient is told once', async () => {
    const { visit, paymentId } = await world.paidVisit();
    await world.cancelAtDesk(visit);
    world.razorpay.misbehave({ operation: 'create-refund', kind: 'refuse', status: 403 });
    await world.work();
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunding',
      refunding: rupees(price),
    });
    expect(await world.items(visit)).toEqual([]);
    expectRefusal(await world.rule(visit, paymentId, 'ask_again'), 'STATE_CONFLICT');
    await world.work();
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'refunded',
      refunded: rupees(price),
    });
    expect((await world.payment(visit)).refunds).toMatchObject([{ state: 'processed' }]);
    expect(await world.told(visit)).toEqual(['refund_requested', 'refund_processed']);
  });

  test('is shown to the operator after a day, and no longer once it went through', async () => {
    const { visit, paymentId } = await world.paidVisit();
    const balance = world.razorpay.balance();
    world.razorpay.adjustBalance(-balance);
    await world.cancelAtDesk(visit);
    await world.work();
    expect(await world.items(visit)).toEqual([]);
    await world.later(25);
    await world.work();
    expect(await world.items(visit)).toEqual(['operation_overdue']);
    expect((await world.page(visit)).patient.money.state).toBe('refunding');
    world.razorpay.adjustBalance(balance);
    await world.work();
    expect(await world.items(visit)).toEqual([]);
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 1 });
  });
});
