import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.sandbox.close());

describe('orders', () => {
  test('an order carries our receipt and notes, and asks for automatic capture', async () => {
    const order = await rig.newOrder();
    expect(order).toEqual({
      providerOrderId: expect.stringMatching(/^order_/),
      receipt: rig.receipt,
      state: 'created',
      amountMinor: 80000,
      currency: 'INR',
      createdAt: expect.any(Date),
    });
    const [record] = rig.sandbox.razorpay.ledger().orders;
    expect(record).toMatchObject({
      captureMode: 'automatic',
      entity: { notes: { payment_id: rig.receipt } },
    });
  });

  test('is found by its receipt; an unknown receipt finds nothing', async () => {
    const order = await rig.newOrder();
    expect(await rig.gateway.findOrderByReceipt(rig.receipt)).toEqual(order);
    expect(await rig.gateway.findOrderByReceipt(randomUUID())).toBeNull();
  });

  test('of several orders with one receipt, the one furthest along is found, else the first', async () => {
    const first = await rig.newOrder();
    const second = await rig.newOrder();
    const seen = await rig.gateway.findOrderByReceipt(rig.receipt);
    expect([first.providerOrderId, second.providerOrderId]).toContain(seen?.providerOrderId);
    rig.sandbox.razorpay.pay(first.providerOrderId);
    expect(await rig.gateway.findOrderByReceipt(rig.receipt)).toMatchObject({
      providerOrderId: first.providerOrderId,
      state: 'paid',
    });
  });

  test('a refused order is "rejected", with the provider\'s code and reason, and nothing was made', async () => {
    const call = rig.gateway.createOrder({
      receipt: rig.receipt,
      amountMinor: 99,
      currency: 'INR',
      notes: {},
    });
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      kind: 'rejected',
      operation: 'create-order',
      statusCode: 400,
      code: 'BAD_REQUEST_ERROR',
      reason: 'input_validation_failed',
    });
    expect(rig.sandbox.razorpay.ledger().orders).toEqual([]);
  });

  test('the page gets public values only', () => {
    expect(rig.gateway.checkoutOptions()).toEqual({
      provider: 'razorpay',
      scriptUrl: `${rig.sandbox.url}/checkout.js`,
      keyId: rig.sandbox.razorpay.options.keyId,
    });
  });
});

describe('attempts', () => {
  test('all attempts of an order are told in neutral words', async () => {
    const { providerOrderId } = await rig.newOrder();
    const failed = rig.sandbox.razorpay.pay(providerOrderId, { outcome: 'failed', method: 'card' }).payment;
    const paid = rig.sandbox.razorpay.pay(providerOrderId).payment;
    const facts = await rig.gateway.fetchAttempts(providerOrderId);
    expect(facts).toHaveLength(2);
    expect(facts.find((fact) => fact.providerPaymentId === failed.id)).toMatchObject({
      state: 'failed',
      method: 'card',
      feeMinor: null,
      taxMinor: null,
      errorCode: 'BAD_REQUEST_ERROR',
      errorReason: 'payment_failed',
    });
    expect(await rig.gateway.fetchAttempt(paid.id)).toEqual({
      kind: 'attempt',
      providerOrderId,
      providerPaymentId: paid.id,
      state: 'captured',
      amountMinor: 80000,
      currency: 'INR',
      method: 'upi',
      feeMinor: 1888,
      taxMinor: 288,
      errorCode: null,
      errorReason: null,
      occurredAt: new Date(paid.created_at * 1000),
    });
  });

  test('a fully refunded payment stays captured money; one given back uncaptured is voided', async () => {
    const refunded = await rig.newOrder();
    const { payment } = rig.sandbox.razorpay.pay(refunded.providerOrderId);
    rig.sandbox.razorpay.refundFromDashboard(payment.id);
    expect((await rig.gateway.fetchAttempt(payment.id)).state).toBe('captured');
    const givenBack = await rig.newOrder();
    const auto = rig.sandbox.razorpay.pay(givenBack.providerOrderId, { outcome: 'auto-refund' }).payment;
    expect((await rig.gateway.fetchAttempt(auto.id)).state).toBe('voided');
  });

  test.each(['', 'pay_', '../orders', 'pay_x/capture', 'order_AAAAAAAAAAAAAA'])(
    'the malformed id "%s" is rejected here and never reaches a path',
    async (id) => {
      expect(await failureOf(rig.gateway.fetchAttempt(id))).toMatchObject({
        kind: 'rejected',
        code: 'MALFORMED_ID',
      });
      expect(await failureOf(rig.gateway.fetchRefunds(id))).toMatchObject({ kind: 'rejected' });
      expect(rig.operationsCalled()).toEqual([]);
    },
  );
});

describe('capture', () => {
  async function authorizedPayment(): Promise<string> {
    const { providerOrderId } = await rig.newOrder();
    return rig.sandbox.razorpay.pay(providerOrderId, { outcome: 'authorized' }).payment.id;
  }
  const captureOf = (providerPaymentId: string) => ({
    providerPaymentId,
    amountMinor: 80000,
    currency: 'INR',
  });

  test('takes the authorized money once', async () => {
    const paymentId = await authorizedPayment();
    expect(await rig.gateway.capture(captureOf(paymentId))).toMatchObject({
      state: 'captured',
      feeMinor: 1888,
    });
    expect(rig.sandbox.razorpay.ledger().captures).toMatchObject([{ paymentId, by: 'api' }]);
  });

  test('"already captured" is success, by looking', async () => {
    const paymentId = await authorizedPayment();
    await rig.gateway.capture(captureOf(paymentId));
    expect(await rig.gateway.capture(captureOf(paymentId))).toMatchObject({ state: 'captured' });
    expect(rig.sandbox.razorpay.ledger().captures).toHaveLength(1);
    expect(rig.operationsCalled().slice(-2)).toEqual(['capture-payment', 'fetch-payment']);
  });

  test.each(['error-500-after', 'timeout-after', 'reset-after'] as const)(
    'an answer lost to %s is found by looking, and the money is taken once',
    async (kind) => {
      const paymentId = await authorizedPayment();
      rig.sandbox.razorpay.misbehave({ operation: 'capture-payment', kind });
      expect(await rig.gateway.capture(captureOf(paymentId))).toMatchObject({ state: 'captured' });
      expect(rig.sandbox.razorpay.ledger().captures).toHaveLength(1);
    },
  );

  test('a capture that is refused and did not happen stays refused', async () => {
    const paymentId = await authorizedPayment();
    const error = await failureOf(rig.gateway.capture({ ...captureOf(paymentId), amountMinor: 79999 }));
    expect(error).toMatchObject({ kind: 'rejected', reason: 'capture_amount_mismatch' });
  });

  test('a rate limit is told at once, without asking a provider that is busy for more', async () => {
    const paymentId = await authorizedPayment();
    rig.sandbox.razorpay.misbehave({ operation: 'capture-payment', kind: 'rate-limit' });
    expect(await failureOf(rig.gateway.capture(captureOf(paymentId)))).toMatchObject({
      kind: 'rate_limited',
    });
    expect(rig.operationsCalled().at(-1)).toBe('capture-payment');
  });

  test('when even the check fails, the first failure is the one told', async () => {
    const paymentId = await authorizedPayment();
    rig.sandbox.razorpay.misbehave({ operation: 'capture-payment', kind: 'error-500-before' });
    rig.sandbox.razorpay.misbehave({ operation: 'fetch-payment', kind: 'html-502' });
    const error = await failureOf(rig.gateway.capture(captureOf(paymentId)));
    expect(error).toMatchObject({ kind: 'unknown', operation: 'capture', statusCode: 500 });
  });
});

describe('refunds', () => {
  async function captured(): Promise<string> {
    const { providerOrderId } = await rig.newOrder();
    return rig.sandbox.razorpay.pay(providerOrderId).payment.id;
  }
  const refundId = randomUUID();
  const refundOf = (providerPaymentId: string, amountMinor = 80000) => ({
    refundId,
    providerRefundId: null,
    providerPaymentId,
    amountMinor,
    currency: 'INR',
  });

  test('our refund id goes out as idempotency key, receipt and note, and comes back', async () => {
    const paymentId = await captured();
    const fact = await rig.gateway.submitRefund(refundOf(paymentId, 30000));
    expect(fact).toEqual({
      kind: 'refund',
      providerRefundId: expect.stringMatching(/^rfnd_/),
      providerPaymentId: paymentId,
      state: 'submitted',
      amountMinor: 30000,
      currency: 'INR',
      refundId,
      bankReference: null,
      occurredAt: expect.any(Date),
    });
    expect(rig.sandbox.razorpay.ledger().refunds).toMatchObject([
      { idempotencyKey: refundId, entity: { receipt: refundId, notes: { refund_id: refundId } } },
    ]);
    rig.sandbox.razorpay.settleRefund(fact.providerRefundId, 'processed');
    expect(await rig.gateway.fetchRefunds(paymentId)).toMatchObject([
      { state: 'processed', bankReference: expect.stringMatching(/^\d+$/) },
    ]);
  });

  test.each([
    'error-500-after',
    'timeout-after',
    'reset-after',
    'error-500-before',
    'timeout-before',
    'conflict',
  ] as const)('after %s the outcome is unknown, and repeating makes one refund in all', async (kind) => {
    const paymentId = await captured();
    rig.sandbox.razorpay.misbehave({ operation: 'create-refund', kind });
    expect(await failureOf(rig.gateway.submitRefund(refundOf(paymentId)))).toMatchObject({ kind: 'unknown' });
    await rig.gateway.submitRefund(refundOf(paymentId));
    await rig.gateway.submitRefund(refundOf(paymentId));
    const { totals, violations } = rig.sandbox.razorpay.ledger();
    expect(totals.refundsPerPayment[paymentId]).toEqual({ count: 1, amount: 80000 });
    expect(violations).toEqual([]);
  });

  test('a repeat makes no second refund even when the provider has forgotten the key', async () => {
    const paymentId = await captured();
    const first = await rig.gateway.submitRefund(refundOf(paymentId, 30000));
    for (const record of rig.sandbox.razorpay.book.refunds.values()) record.idempotencyKey = null;
    expect(await rig.gateway.submitRefund(refundOf(paymentId, 30000))).toEqual(first);
    expect(rig.sandbox.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({
      count: 1,
      amount: 30000,
    });
  });

  test('nothing is sent while the check before it gets no answer', async () => {
    const paymentId = await captured();
    rig.sandbox.razorpay.misbehave({ operation: 'fetch-payment-refunds', kind: 'html-502' });
    expect(await failureOf(rig.gateway.submitRefund(refundOf(paymentId)))).toMatchObject({
      kind: 'unavailable',
    });
    expect(rig.sandbox.razorpay.ledger().refunds).toEqual([]);
  });

  test('five at once with one id make one refund', async () => {
    const paymentId = await captured();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => rig.gateway.submitRefund(refundOf(paymentId))),
    );
    expect(outcomes.some((outcome) => outcome.status === 'fulfilled')).toBe(true);
    expect(rig.sandbox.razorpay.ledger().refunds).toHaveLength(1);
  });

  test('more than is left is rejected', async () => {
    const error = await failureOf(rig.gateway.submitRefund(refundOf(await captured(), 80001)));
    expect(error).toMatchObject({ kind: 'rejected', reason: 'refund_amount_exceeds_captured' });
  });

  test('a refund that somebody made in the dashboard is listed without an id of ours', async () => {
    const paymentId = await captured();
    rig.sandbox.razorpay.refundFromDashboard(paymentId, 500);
    expect(await rig.gateway.fetchRefunds(paymentId)).toMatchObject([{ refundId: null, amountMinor: 500 }]);
  });
});
