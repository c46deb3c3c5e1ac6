import { Payment } from '@holdfast/contract/payment/payment.schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectDeskMayNotRule, expectStrangersLearnNothing } from './strangers.ts';

/** Another amount or currency than was asked for: told as what it is, returned by the rule or placed by a person. Price 800.00. */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
});
afterAll(() => world.close());

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
      attempts: [{ providerPaymentId: paymentId, amount: rupees(70_000), quarantineReason: 'amount_mismatch' }],
    });
    expect(await world.items(visit)).toEqual(['wrong_money']);
    await world.deliverOf(world.pay(visit, { outcome: 'second-capture' }));
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { state: 'paid', paid: rupees(price), wrong: rupees(70_000) },
    });
  });

  test('dollars are told as dollars, and placed they pay for nothing', async () => {
    const { visit, paymentId } = await wrongMoney(price, 'USD');
    const dollars = { amountMinor: price, currency: 'USD' };
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'wrong_amount', wrong: dollars });
    expect(await world.payment(visit)).toMatchObject({
      attempts: [{ amount: dollars, quarantineReason: 'currency_mismatch' }],
    });
    await world.rule(visit, paymentId, 'place');
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'awaiting_payment',
      cover: 'none',
      money: { paid: rupees(0), refundDue: rupees(0) },
    });
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
    world.razorpay.advance();
    await world.deliverOf(paymentId);
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

  test('is not for a receptionist, a doctor or the payer, and strangers learn nothing of it', async () => {
    const { visit, paymentId } = await wrongMoney(90_000);
    await expectDeskMayNotRule(world, visit, paymentId);
    await expectStrangersLearnNothing(world, visit, paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'wrong_amount' });
    const billing = world.rig.tokenOf(world.rig.core.clinics.asha.staff.billing);
    expect((await world.rule(visit, paymentId, 'place', billing)).status).toBe(200);
  });
});
