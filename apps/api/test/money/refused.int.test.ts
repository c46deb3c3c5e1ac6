import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal, send } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees } from './money-rig.ts';
import { expectDeskMayNotRule, expectStrangersLearnNothing } from './strangers.ts';

/** What a provider refuses, for ever or for now: who sees it, and who may ask again. Price 800.00. */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
});
afterEach(() => {
  expect(world.razorpay.misbehaviours.list()).toEqual([]);
  expect(world.razorpay.ledger().violations).toEqual([]);
});
afterAll(() => world.close());

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
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'refunded', refunded: rupees(price) });
    const { refunds } = await world.payment(visit);
    expect(refunds.map(({ state }) => state).sort()).toEqual(['failed', 'processed']);
    expect(new Set(refunds.map(({ id }) => id)).size).toBe(2);
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 1 });
    expectRefusal(await world.rule(visit, paymentId, 'ask_again'), 'STATE_CONFLICT');
  });

  test('is not asked for again by a receptionist, a doctor, the payer or a stranger', async () => {
    const { visit, paymentId } = await refusedForEver();
    await expectDeskMayNotRule(world, visit, paymentId);
    await expectStrangersLearnNothing(world, visit, paymentId);
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
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'refunded', refunded: rupees(price) });
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

describe('4. an order that the provider rejects', () => {
  const rejections = async (): Promise<number> => {
    const { text } = await send(world.rig.url, 'GET', '/metrics');
    const lines = text.split('\n').filter((line) => line.includes('code="ORDER_REJECTED"'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test('is an error with its code, counted, and the hold stands and can be paid once the cause is gone', async () => {
    const held = await world.hold();
    const before = await rejections();
    world.razorpay.misbehave({ operation: 'create-order', kind: 'refuse', status: 422 });
    const error = expectRefusal(await world.checkout(held), 'ORDER_REJECTED');
    expect(error.retryable).toBe(false);
    expect(await rejections()).toBe(before + 1);
    const { patient, desk } = await world.page(held);
    expect(patient).toMatchObject({ state: 'held', money: { state: 'unpaid', paid: rupees(0) } });
    for (const { may } of [patient, desk]) expect(may.pay.allowed).toBe(true);
    const offer = CheckoutOffer.parse((await world.checkout(held)).json);
    const orderId = offer.checkout?.providerOrderId ?? '';
    await world.deliverOf(world.pay({ ...held, orderId }));
    expect((await world.page(held)).patient).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
  });

  test('is not taken for a provider that is busy, which is no error and is not counted', async () => {
    const held = await world.hold();
    const before = await rejections();
    world.razorpay.misbehave({ operation: 'create-order', kind: 'rate-limit' });
    const busy = await world.checkout(held);
    expect([busy.status, busy.json]).toEqual([200, { checkout: null, retryAfterSeconds: 3 }]);
    expect(await rejections()).toBe(before);
    expect(CheckoutOffer.parse((await world.checkout(held)).json).checkout).not.toBeNull();
  });
});
