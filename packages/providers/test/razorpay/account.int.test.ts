import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRazorpayGateway } from '../../src/razorpay/gateway.ts';
import { configFor, failureOf, type Rig, startRig } from './rig.ts';

const day = 86_400_000;
let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.sandbox.close());

const now = (): Date => new Date(rig.sandbox.razorpay.clock.nowMs());
const ids = (facts: readonly { providerPaymentId: string }[]) => facts.map((fact) => fact.providerPaymentId);

async function paid(): Promise<string> {
  const { providerOrderId } = await rig.newOrder();
  return rig.sandbox.razorpay.pay(providerOrderId).payment.id;
}

describe('the lists of the account', () => {
  test('tell everything of an interval over several pages, each once, also what others made', async () => {
    const { razorpay } = rig.sandbox;
    const from = now();
    const made: string[] = [];
    for (let links = 0; links < 205; links += 1)
      made.push(razorpay.payByLink({ amount: 500, currency: 'INR' }).payment.id);
    const refunds = made.map((id) => razorpay.refundFromDashboard(id).id);
    const interval = { from, to: now() };
    expect(ids(await rig.gateway.listAttempts(interval)).toSorted()).toEqual(made.toSorted());
    const listed = await rig.gateway.listRefunds(interval);
    expect(listed.map((fact) => fact.providerRefundId).toSorted()).toEqual(refunds.toSorted());
    expect(rig.operationsCalled()).toEqual([
      ...Array.from({ length: 3 }, () => 'list-payments'),
      ...Array.from({ length: 3 }, () => 'list-refunds'),
    ]);
  });

  test('a full last page is followed by one more look', async () => {
    const { razorpay } = rig.sandbox;
    const from = now();
    for (let links = 0; links < 100; links += 1) razorpay.payByLink({ amount: 500, currency: 'INR' });
    expect(await rig.gateway.listAttempts({ from, to: now() })).toHaveLength(100);
    expect(rig.operationsCalled()).toEqual(['list-payments', 'list-payments']);
  });

  test('go by the time of creation: what was made before is not in a later interval', async () => {
    const [old, oldDay] = [await paid(), now()];
    await rig.sandbox.razorpay.passTime(7 * day);
    const fresh = await paid();
    rig.sandbox.razorpay.refundFromDashboard(old);
    const to = new Date(now().getTime() + 1000);
    expect(ids(await rig.gateway.listAttempts({ from: new Date(to.getTime() - day), to }))).toEqual([fresh]);
    expect(ids(await rig.gateway.listRefunds({ from: new Date(to.getTime() - day), to }))).toEqual([old]);
    expect(
      ids(await rig.gateway.listAttempts({ from: new Date(oldDay.getTime() - day), to: oldDay })),
    ).toEqual([old]);
  });

  test('stop at the first page that fails, whole or nothing', async () => {
    const { razorpay } = rig.sandbox;
    const from = now();
    for (let links = 0; links < 101; links += 1) razorpay.payByLink({ amount: 500, currency: 'INR' });
    razorpay.misbehave({ operation: 'list-payments', kind: 'slow', delayMs: 0 });
    razorpay.misbehave({ operation: 'list-payments', kind: 'rate-limit' });
    expect(await failureOf(rig.gateway.listAttempts({ from, to: now() }))).toMatchObject({
      kind: 'rate_limited',
      operation: 'list-attempts',
      refusal: 'for_now',
    });
  });

  test('a payment with more than a hundred refunds has them all', async () => {
    const id = await paid();
    for (let part = 0; part < 120; part += 1) rig.sandbox.razorpay.refundFromDashboard(id, 100);
    expect(await rig.gateway.fetchRefunds(id)).toHaveLength(120);
  });
});

describe('an order', () => {
  test('is fetched by id; a twin has our receipt under another id', async () => {
    const order = await rig.newOrder();
    expect(await rig.gateway.fetchOrder(order.providerOrderId)).toEqual(order);
    const twin = rig.sandbox.razorpay.payTwin(order.providerOrderId).order;
    expect(await rig.gateway.fetchOrder(twin.id)).toMatchObject({ receipt: rig.receipt, state: 'paid' });
  });

  test('of another account does not exist', async () => {
    const other = rig.sandbox.razorpay.openAccount({
      keyId: 'rzp_live_other',
      keySecret: 'other-secret',
      webhookSecret: 'other-webhook',
      accountId: 'acc_Other',
    });
    const { order } = other.payByLink({ amount: 500, currency: 'INR' });
    expect(await failureOf(rig.gateway.fetchOrder(order.id))).toMatchObject({
      kind: 'rejected',
      statusCode: 400,
    });
  });

  test('that is refused says whether it can ever be made; a busy provider is another kind', async () => {
    const create = (amountMinor: number) =>
      failureOf(rig.gateway.createOrder({ receipt: 'r', amountMinor, currency: 'INR', notes: {} }));
    expect(await create(50)).toMatchObject({ kind: 'rejected', refusal: 'forever' });
    const { razorpay } = rig.sandbox;
    razorpay.misbehave({
      operation: 'create-order',
      kind: 'refuse',
      status: 403,
      description: 'Not permitted',
    });
    expect(await create(500)).toMatchObject({ kind: 'rejected', refusal: 'for_now', statusCode: 403 });
    razorpay.misbehave({ operation: 'create-order', kind: 'rate-limit' });
    expect(await create(500)).toMatchObject({ kind: 'rate_limited', refusal: 'for_now' });
    razorpay.misbehave({ operation: 'create-order', kind: 'error-500-after' });
    expect(await create(500)).toMatchObject({ kind: 'unknown', refusal: null });
  });
});

describe('a refused refund', () => {
  const submit = (providerPaymentId: string, amountMinor: number) =>
    rig.gateway.submitRefund({
      refundId: randomUUID(),
      providerRefundId: null,
      providerPaymentId,
      amountMinor,
      currency: 'INR',
    });

  test('for want of balance goes through once there is money again', async () => {
    const id = await paid();
    const { razorpay } = rig.sandbox;
    razorpay.adjustBalance(-razorpay.balance());
    expect(await failureOf(submit(id, 80_000))).toMatchObject({
      kind: 'rejected',
      refusal: 'for_now',
      reason: 'insufficient_balance',
    });
    razorpay.adjustBalance(80_000);
    expect(await submit(id, 80_000)).toMatchObject({ state: 'submitted' });
  });

  test('is for ever when the money went back already, is too much, or is too old', async () => {
    const id = await paid();
    expect(await failureOf(submit(id, 80_001))).toMatchObject({ refusal: 'forever' });
    rig.sandbox.razorpay.refundFromDashboard(id);
    expect(await failureOf(submit(id, 80_000))).toMatchObject({
      refusal: 'forever',
      reason: 'fully_refunded',
    });
    const old = await paid();
    await rig.sandbox.razorpay.passTime(190 * day);
    expect(await failureOf(submit(old, 80_000))).toMatchObject({
      refusal: 'forever',
      reason: 'payment_too_old',
    });
  });
});

describe('a probe', () => {
  test('proves the keys and tells their mode', async () => {
    expect(await rig.gateway.probe()).toEqual({ mode: 'test', accountId: null });
    expect(rig.operationsCalled()).toEqual(['list-orders']);
  });

  test('of wrong keys is refused, of a provider that is down has no answer', async () => {
    const wrong = createRazorpayGateway({ ...configFor(rig.sandbox.url), keySecret: 'wrong-secret' });
    expect(await failureOf(wrong.probe())).toMatchObject({
      kind: 'rejected',
      statusCode: 401,
      refusal: 'for_now',
    });
    rig.sandbox.razorpay.misbehave({ operation: 'list-orders', kind: 'html-502' });
    expect(await failureOf(rig.gateway.probe())).toMatchObject({ kind: 'unavailable', refusal: null });
  });
});

test('an account whose payers bear the fee tells price and fee of a payment apart', async () => {
  rig.sandbox.razorpay.setTerms({ feeBearer: 'payer' });
  const fact = await rig.gateway.fetchAttempt(await paid());
  expect(fact).toMatchObject({ amountMinor: 81_888, feeMinor: 1_888, payerFeeMinor: 1_888 });
});
