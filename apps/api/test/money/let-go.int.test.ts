import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees } from './money-rig.ts';
import { expectStrangersLearnNothing } from './strangers.ts';

/** An authorization that the provider lets go: the payer is free again, and the page says so. Price 800.00. */

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
    expect(patient).toMatchObject({ state: 'expired', money: { state: 'nothing_taken', refunded: rupees(0) } });
    for (const { may } of [patient, desk]) expect(may.pay.allowed).toBe(false);
    expectRefusal(await world.checkout(visit), 'HOLD_EXPIRED');
  });

  test('strangers learn nothing of it', async () => {
    const { visit, paymentId } = await letGo();
    await expectStrangersLearnNothing(world, visit, paymentId);
  });
});
