import { CheckoutOffer, Payment } from '@holdfast/contract/payment/payment.schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal, send } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectDeskMayNotRule, expectOutsidersLearnNothing } from './outsiders.ts';

/**
 * What stands between a held time and its money: an order that is rejected, an authorization that is let go, another amount or
 * currency than was asked for. Price 800.00.
 */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
});
afterAll(() => world.close());

/** The bank holds the money, and lets it go again. */
async function letGo() {
  const visit = await world.newVisit();
  const paymentId = world.pay(visit, { outcome: 'authorized' });
  await world.deliverOf(paymentId);
  world.razorpay.movePayment(paymentId, 'auto-refunded');
  await world.deliverOf(paymentId);
  return { visit, paymentId };
}

describe('7. an authorization is let go by the provider', () => {
  test('while the bank holds the money, nobody is asked to pay again', async () => {
    const visit = await world.newVisit();
    await world.deliverOf(world.pay(visit, { outcome: 'authorized' }));
    const { patient, desk } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'awaiting_payment',
      cover: 'none',
      money: { state: 'authorized', paid: rupees(0), held: rupees(price) },
    });
    for (const { may } of [patient, desk])
      expect(may.pay).toMatchObject({ allowed: false, reason: 'money_came' });
  });

  test('once it is let go, both pages say that nothing is held, and offer to pay for the rest of the hold', async () => {
    const { visit, paymentId } = await letGo();
    const { patient, desk } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'awaiting_payment',
      payment: { state: 'pending' },
      money: { state: 'unpaid', paid: rupees(0), held: rupees(0), refunding: rupees(0), refunded: rupees(0) },
    });
    const until = visit.booking.holdExpiresAt;
    for (const { may } of [patient, desk])
      expect(may.pay).toEqual({ allowed: true, reason: null, from: null, until });
    expect(await world.payment(visit)).toMatchObject({
      state: 'pending',
      attempts: [{ providerPaymentId: paymentId, state: 'voided' }],
      refunds: [],
    });
    expect(await world.items(visit)).toEqual([]);
  });

  test('the checkout opens with the same order, and the second payment confirms', async () => {
    const { visit } = await letGo();
    const offer = CheckoutOffer.parse((await world.checkout(visit)).json);
    expect(offer.checkout).toMatchObject({ providerOrderId: visit.orderId, amount: rupees(price) });
    await world.deliverOf(world.pay(visit));
    const { patient } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { state: 'paid', paid: rupees(price), refunded: rupees(0) },
    });
    const { attempts } = await world.payment(visit);
    expect(attempts.map(({ state }) => state).sort()).toEqual(['captured', 'voided']);
    expectRefusal(await world.checkout(visit), 'STATE_CONFLICT');
  });

  test('after the hold has ended there is nothing to pay, and nothing was taken', async () => {
    const { visit } = await letGo();
    await world.later(1);
    await world.work();
    const { patient, desk } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'expired',
      money: { state: 'nothing_taken', refunded: rupees(0) },
    });
    for (const { may } of [patient, desk]) expect(may.pay.allowed).toBe(false);
    expectRefusal(await world.checkout(visit), 'HOLD_EXPIRED');
  });

  test('nobody else learns anything of it', async () => {
    const { visit, paymentId } = await letGo();
    await expectOutsidersLearnNothing(world, visit, paymentId);
  });
});

async function wrongMoney(
  amount: number,
  currency = 'INR',
): Promise<{ readonly visit: Visit; readonly paymentId: string }> {
  const visit = await world.newVisit();
  const paymentId = world.pay(visit, { outcome: 'captured', amount, currency });
  await world.deliverOf(paymentId);
  return { visit, paymentId };
}

describe('4. wrong money', () => {
  test('700 for 800 is told as 700 that pay for nothing, and the right amount may still be paid', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    const { patient, desk } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'awaiting_payment',
      cover: 'none',
      money: { state: 'wrong_amount', paid: rupees(0), refundDue: rupees(0), wrong: rupees(70_000) },
    });
    for (const { may } of [patient, desk]) expect(may.pay.allowed).toBe(true);
    expect(await world.payment(visit)).toMatchObject({
      amount: rupees(price),
      attempts: [
        { providerPaymentId: paymentId, amount: rupees(70_000), quarantineReason: 'amount_mismatch' },
      ],
    });
    expect(await world.items(visit)).toEqual(['wrong_money']);
    await world.deliverOf(world.pay(visit, { outcome: 'second-capture' }));
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { state: 'paid', paid: rupees(price), wrong: rupees(70_000) },
    });
  });

  test('paying again opens a fresh order, because an order takes one payment', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    const again = await world.reopened(visit);
    expect(again.orderId).not.toBe(visit.orderId);
    expect(again.offered).toEqual(rupees(price));
    expect((await world.reopened(visit)).orderId).toBe(again.orderId);
    await world.deliverOf(world.pay(again));
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      money: { state: 'paid', paid: rupees(price), wrong: rupees(70_000) },
    });
    // What came for the earlier order is still shown, and can be decided about.
    const { attempts } = await world.payment(visit);
    expect(attempts.map(({ amount }) => amount.amountMinor)).toEqual([70_000, price]);
    expect((await world.rule(visit, paymentId, 'return')).status).toBe(200);
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: 70_000, refunded: 70_000, refunds: 1 });
  });

  test('two checkouts at once after wrong money make one fresh order', async () => {
    const { visit } = await wrongMoney(70_000);
    const offers = await Promise.all([world.reopened(visit), world.reopened(visit), world.reopened(visit)]);
    expect(new Set(offers.map(({ orderId }) => orderId)).size).toBe(1);
  });

  test('700 that are placed leave 100 to pay, and a fresh order for the 100 confirms', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    await world.rule(visit, paymentId, 'place');
    const { patient, desk } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'awaiting_payment',
      money: { state: 'part_paid', due: rupees(price), paid: rupees(70_000), wrong: null },
    });
    for (const { may } of [patient, desk]) expect(may.pay.allowed).toBe(true);
    expect(desk.may.takePayment.allowed).toBe(true);
    const rest = await world.reopened(visit);
    expect(rest.offered).toEqual(rupees(10_000));
    await world.deliverOf(world.pay(rest));
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { state: 'paid', paid: rupees(price), refundDue: rupees(0) },
    });
    expect(await world.items(visit)).toEqual([]);
  });

  test('a part that nobody completes goes back after the hold has ended', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    await world.rule(visit, paymentId, 'place');
    await world.reopened(visit);
    await world.later(1);
    await world.work();
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'expired',
      money: { state: 'refunding' },
    });
    expect(world.atProvider(paymentId)).toEqual({ captured: 70_000, refunded: 70_000, refunds: 1 });
  });

  test('dollars are told as dollars, and cannot be placed on a bill in rupees', async () => {
    const { visit, paymentId } = await wrongMoney(price, 'USD');
    const dollars = { amountMinor: price, currency: 'USD' };
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'wrong_amount', wrong: dollars });
    expect(await world.payment(visit)).toMatchObject({
      attempts: [{ amount: dollars, quarantineReason: 'currency_mismatch' }],
    });
    expectRefusal(await world.rule(visit, paymentId, 'place'), 'STATE_CONFLICT');
    expect(await world.items(visit)).toEqual(['wrong_money']);
    expect((await world.page(visit)).patient).toMatchObject({ state: 'awaiting_payment', cover: 'none' });
  });

  test('goes back by itself after two days and not before, and the page says that nothing was taken', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    await world.later(47);
    await world.work();
    expect(world.atProvider(paymentId).refunds).toBe(0);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'expired',
      money: { state: 'wrong_amount', wrong: rupees(70_000) },
    });
    await world.later(2);
    await world.work();
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: 70_000, refunded: 70_000, refunds: 1 });
    // On its way, which takes days: not yet back, and so not "nothing".
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'wrong_amount',
      wrong: rupees(70_000),
    });
    expect(await world.told(visit)).toEqual(['refund_requested']);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect(await world.told(visit)).toEqual(['refund_requested', 'refund_processed']);
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'nothing_taken', wrong: null });
    expect(await world.payment(visit)).toMatchObject({
      refunds: [{ state: 'processed', amount: rupees(70_000), reason: 'wrong_payment' }],
    });
    expect(await world.items(visit)).toEqual([]);
  });
});

describe('what a person decides about it', () => {
  test('900 that are placed pay for the visit, and the 100 too much go back after the grace', async () => {
    const { visit, paymentId } = await wrongMoney(90_000);
    expect((await world.page(visit)).patient.state).toBe('awaiting_payment');
    const answer = await world.rule(visit, paymentId, 'place');
    expect(Payment.parse(answer.json)).toEqual(await world.payment(visit));
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { paid: rupees(price), refundDue: rupees(10_000), wrong: null },
    });
    expect(await world.items(visit)).toEqual(['surplus']);
    await world.later(1);
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: 90_000, refunded: 10_000, refunds: 1 });
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({
      state: 'paid',
      paid: rupees(price),
      refunded: rupees(10_000),
      refundDue: rupees(0),
    });
    expect(await world.items(visit)).toEqual([]);
  });

  test('what is returned goes back at once, and the right amount may still be paid', async () => {
    const { visit, paymentId } = await wrongMoney(70_000);
    await world.rule(visit, paymentId, 'return');
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: 70_000, refunded: 70_000, refunds: 1 });
    expect((await world.page(visit)).patient.may.pay.allowed).toBe(true);
    await world.deliverOf(world.pay(visit, { outcome: 'second-capture' }));
    expect((await world.page(visit)).patient).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
  });

  test('is decided once', async () => {
    const { visit, paymentId } = await wrongMoney(90_000);
    const answers = await Promise.all([1, 2].map(() => world.rule(visit, paymentId, 'place')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expectRefusal(await world.rule(visit, paymentId, 'return'), 'STATE_CONFLICT');
  });

  test('is not for a receptionist, a doctor or the payer, and nobody else learns anything of it', async () => {
    const { visit, paymentId } = await wrongMoney(90_000);
    await expectDeskMayNotRule(world, visit, paymentId);
    await expectOutsidersLearnNothing(world, visit, paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'wrong_amount' });
    const billing = world.rig.tokenOf(world.rig.core.clinics.asha.staff.billing);
    expect((await world.rule(visit, paymentId, 'place', billing)).status).toBe(200);
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
