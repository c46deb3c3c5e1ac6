import { hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelAtDesk } from '../provider/sandbox-rig.ts';
import { createSequenceRig, type SequenceRig } from './sequence-rig.ts';

/** Money that the provider, or a person there, gives back: before, between and after what we ask for. Price 800.00. */

let world: SequenceRig;
beforeAll(async () => {
  world = await createSequenceRig();
});
afterAll(() => world.close());

const price = 80_000;
const minor = (amountMinor: number) => ({ amountMinor, currency: 'INR' });

describe('1. two captures of one order, and the provider gives one back by itself', () => {
  test('the second is told first and given back: the first pays, and nothing is asked for', async () => {
    const held = await world.newHold();
    const first = world.pay(held);
    const second = world.pay(held, { outcome: 'second-capture' });
    world.razorpay.refundFromDashboard(second);
    await world.deliverOf(second);
    // It had come and it is gone: the visit stands, and nobody calls it paid.
    expect(await world.page(held)).toMatchObject({ state: 'confirmed', money: { state: 'not_paid' } });
    expect(await world.itemsOf(held)).toEqual(['uncovered_visit']);
    await world.deliverOf(first);
    await world.work();
    expect(await world.page(held)).toMatchObject({
      state: 'confirmed',
      money: { state: 'paid', paid: minor(price), refundDue: minor(0) },
    });
    expect((await world.stateOf(held)).refunds).toEqual(['provider_initiated submitted']);
    expect(await world.itemsOf(held)).toEqual([]);
    await world.expectEqualBooks();
  });

  test('it gives back within the grace: our own request is never made', async () => {
    const held = await world.newHold();
    const first = world.pay(held);
    await world.deliverOf(first);
    const second = world.pay(held, { outcome: 'second-capture' });
    await world.deliverOf(second);
    expect(await world.itemsOf(held)).toEqual(['surplus']);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[second]).toBeUndefined();
    world.razorpay.refundFromDashboard(second);
    await world.later(2);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[second]).toEqual({ count: 1, amount: price });
    await world.deliverOf(second);
    expect(await world.itemsOf(held)).toEqual([]);
    expect((await world.page(held)).money).toMatchObject({ state: 'paid', paid: minor(price) });
  });

  test('it gives nothing back: we look, and ask for it once the grace is over', async () => {
    const held = await world.newHold();
    const first = world.pay(held);
    const second = world.pay(held, { outcome: 'second-capture' });
    await world.deliverOf(first, second);
    await world.later(2);
    await world.work();
    const { refundsPerPayment } = world.razorpay.ledger().totals;
    expect([refundsPerPayment[first], refundsPerPayment[second]]).toContainEqual({ count: 1, amount: price });
    expect(await world.told(held)).toEqual([`refund_requested ${price}`]);
    world.razorpay.advance();
    await world.deliverOf(first, second);
    expect(await world.told(held)).toEqual([`refund_requested ${price}`, `refund_processed ${price}`]);
    await world.expectEqualBooks();
  });
});

describe('2. a part goes back there before ours goes out', () => {
  test('our request shrinks to what is left, and the books equal the provider’s', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    await cancelAtDesk(world, held);
    world.razorpay.refundFromDashboard(paymentId, 30_000);
    await world.deliverOf(paymentId);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 2, amount: price });
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(held)).money).toMatchObject({ state: 'refunded', refunded: minor(price) });
    const { refunds } = await world.payment(held);
    expect(refunds.map(({ reason, amount }) => [reason, amount.amountMinor])).toEqual([
      ['clinic_cancelled', 50_000],
      ['provider_initiated', 30_000],
    ]);
    await world.expectEqualBooks();
  });

  test('it is seen only by the look before ours goes out: the same', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    await cancelAtDesk(world, held);
    world.razorpay.refundFromDashboard(paymentId, 30_000);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 2, amount: price });
    await world.expectEqualBooks();
  });

  test('unwanted late money goes back there in two halves: ours is withdrawn', async () => {
    const held = await world.newHold();
    await makeHoldOverdue(world.rig, held.booking.id);
    await world.rig.worker.expireHolds();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    expect((await world.stateOf(held)).refunds).toEqual(['late_payment requested']);
    world.razorpay.refundFromDashboard(paymentId, 40_000);
    world.razorpay.refundFromDashboard(paymentId, 40_000);
    await world.deliverOf(paymentId);
    expect((await world.stateOf(held)).refunds).toEqual([
      'late_payment withdrawn',
      'provider_initiated submitted',
      'provider_initiated submitted',
    ]);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 2, amount: price });
    await world.expectEqualBooks();
  });

  test('both halves are seen by the sweep of the account alone', async () => {
    const held = await world.newHold();
    await makeHoldOverdue(world.rig, held.booking.id);
    await world.rig.worker.expireHolds();
    const paymentId = world.pay(held);
    world.razorpay.refundFromDashboard(paymentId, 40_000);
    world.razorpay.refundFromDashboard(paymentId, 40_000);
    await world.rig.worker.sweepAccounts();
    await world.work();
    expect((await world.stateOf(held)).refunds).toEqual([
      'provider_initiated submitted',
      'provider_initiated submitted',
    ]);
    expect(await world.itemsOf(held)).toEqual([]);
    await world.expectEqualBooks();
  });
});

test('5. two refunds of 400, one of them ours, one made there: neither is taken for the other', async () => {
  const held = await world.newHold();
  const paymentId = world.pay(held);
  await world.deliverOf(paymentId);
  world.razorpay.refundFromDashboard(paymentId, 40_000);
  await world.deliverOf(paymentId);
  await cancelAtDesk(world, held);
  await world.work();
  expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 2, amount: price });
  world.razorpay.advance();
  await world.deliverOf(paymentId);
  const { refunds } = await world.payment(held);
  expect(refunds.map(({ reason, state, amount }) => [reason, state, amount.amountMinor]).sort()).toEqual([
    ['clinic_cancelled', 'processed', 40_000],
    ['provider_initiated', 'processed', 40_000],
  ]);
  await world.expectEqualBooks();
});

describe('6. a confirmed visit is refunded in full there', () => {
  test('it stands, everybody sees that it is not paid, and the item goes when it is paid again', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    world.razorpay.refundFromDashboard(paymentId);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect(await world.page(held)).toMatchObject({
      state: 'confirmed',
      cover: 'none',
      money: { state: 'not_paid', paid: minor(0), refunded: minor(price) },
    });
    expect(await world.itemsOf(held)).toEqual(['uncovered_visit']);
    expect(await world.told(held)).toEqual([`refund_processed ${price}`]);
    await cancelAtDesk(world, held);
    expect(await world.itemsOf(held)).toEqual([]);
    expect((await world.page(held)).money).toMatchObject({ state: 'refunded', refundDue: minor(0) });
  });

  test('in part: it is not paid either', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    world.razorpay.refundFromDashboard(paymentId, 1_000);
    await world.deliverOf(paymentId);
    expect(await world.page(held)).toMatchObject({
      state: 'confirmed',
      money: { state: 'not_paid', paid: minor(79_000) },
    });
  });
});

describe('14. what a person makes good there', () => {
  test('wrong money that was refunded in the dashboard is on the list no more', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held, { outcome: 'captured', amount: 70_000 });
    await world.deliverOf(paymentId);
    expect(await world.itemsOf(held)).toEqual(['wrong_money']);
    world.razorpay.refundFromDashboard(paymentId);
    await world.deliverOf(paymentId);
    expect(await world.itemsOf(held)).toEqual([]);
    await world.expectEqualBooks();
  });

  test('a refund that failed at the bank and was made again in the dashboard is on the list no more', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    await cancelAtDesk(world, held);
    await world.work();
    const [ours] = world.razorpay.ledger().refunds.filter(({ entity }) => entity.payment_id === paymentId);
    world.razorpay.settleRefund(ours?.entity.id ?? '', 'failed');
    await world.deliverOf(paymentId);
    expect(await world.itemsOf(held)).toEqual(['refund_refused']);
    world.razorpay.refundFromDashboard(paymentId);
    await world.deliverOf(paymentId);
    expect(await world.itemsOf(held)).toEqual([]);
    await world.expectEqualBooks();
  });
});

test('a second patient is never touched by the refunds of the first', async () => {
  const { otherPatient } = world.rig.clinics;
  const other = await hold(world.rig, {
    daysAhead: 70,
    userId: otherPatient.userId,
    patientId: otherPatient.patientAt.asha,
  });
  const paymentId = world.pay(other);
  await world.deliverOf(paymentId);
  await world.work();
  expect((await world.stateOf(other)).refunds).toEqual([]);
});

test('afterwards every invariant holds', () => world.expectBoardGreen());
