import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectStrangersLearnNothing } from './strangers.ts';

/** Money that goes back at the provider, before ours, beside ours or without us: the pages say what the provider's book says. Price 800.00. */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
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
    await expectStrangersLearnNothing(world, visit, paymentId);
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
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'paid', refunding: rupees(price) });
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
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'refunding', refunding: rupees(price) });
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
  expect((await world.page(visit)).patient.money).toMatchObject({ state: 'refunded', refunded: rupees(price) });
});
