import { hold } from '@holdfast/testkit/booking-steps';
import { passTime } from '@holdfast/testkit/pass-time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelAtDesk, createSandboxRig, type SandboxRig } from './sandbox-rig.ts';

let world: SandboxRig;
beforeAll(async () => {
  world = await createSandboxRig();
});
afterAll(() => world.close());

const clocks = () => ({ database: world.rig.database, sandbox: world.sandbox });
const moneyAt = (paymentId: string) =>
  world.sandbox.razorpay.ledger().totals.moneyPerPayment[paymentId] ?? { gross: 0, refunded: 0 };
const paymentsOf = (orderId: string) =>
  world.sandbox.razorpay.book.paymentsOf(orderId).map(({ entity }) => entity.id);

describe("our ledger and the provider's bank", () => {
  test('hold the same money of a visit that was paid, and of one that was refunded', async () => {
    const [kept, given] = [await world.paidVisit(), await world.paidVisit()];
    await cancelAtDesk(world, given);
    await world.rig.worker.runOperations();
    await passTime(clocks(), { hours: 2 });
    await world.deliverEvents();
    for (const held of [kept, given]) {
      const [paymentId = ''] = paymentsOf(world.orderOf(held));
      const { gross, refunded } = moneyAt(paymentId);
      expect((await world.stateOf(held)).clearingMinor).toBe(gross - refunded);
    }
    expect((await world.stateOf(given)).refunds).toEqual(['clinic_cancelled processed']);
    expect(world.sandbox.razorpay.ledger().violations).toEqual([]);
  });

  test('hold nothing of money that was authorized and let go five days later', async () => {
    const held = await world.newHold();
    const { payment } = world.sandbox.razorpay.pay(world.orderOf(held), { outcome: 'authorized' });
    await world.deliverEvents();
    await passTime(clocks(), { hours: 5 * 24 });
    const answers = await world.deliverEvents();
    expect(answers.map((answer) => answer.split(' ')[0])).toEqual(['refund.created:', 'refund.processed:']);
    expect(await world.rig.gateway.fetchAttempt(payment.id)).toMatchObject({ state: 'voided' });
    expect((await world.stateOf(held)).clearingMinor).toBe(0);
    expect(moneyAt(payment.id)).toEqual({ gross: 0, refunded: 0 });
  });

  test('meet again when every webhook of ten days was dropped: the lists have it all', async () => {
    const { razorpay } = world.sandbox;
    const held = await hold(world.rig, { daysAhead: 20 });
    await passTime(clocks(), { minutes: 1 });
    const from = new Date(razorpay.clock.nowMs());
    razorpay.switchWebhooks('off');
    const { payment } = razorpay.pay(world.orderOf(held));
    await passTime(clocks(), { hours: 24 });
    razorpay.refundFromDashboard(payment.id, 30_000);
    await passTime(clocks(), { hours: 9 * 24 });
    razorpay.switchWebhooks('on');
    expect(await world.deliverEvents()).toEqual([]);
    const interval = { from, to: new Date(razorpay.clock.nowMs()) };
    expect(await world.rig.gateway.listAttempts(interval)).toMatchObject([
      { providerPaymentId: payment.id, state: 'captured', amountMinor: 80_000, feeMinor: 1_888 },
    ]);
    expect(await world.rig.gateway.listRefunds(interval)).toMatchObject([
      { providerPaymentId: payment.id, state: 'processed', amountMinor: 30_000, refundId: null },
    ]);
  });
});
