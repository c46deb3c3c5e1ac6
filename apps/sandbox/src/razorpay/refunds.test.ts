import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';

let sandbox: Sandbox;
let call: RazorpayHttp;
let orderId: string;
let paymentId: string;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 3_600_000 });
  call = razorpayHttp(sandbox.url);
  orderId = String((await call('POST', '/v1/orders', { body: { amount: 80000, currency: 'INR' } })).body.id);
  paymentId = sandbox.razorpay.pay(orderId, { outcome: 'captured' }).payment.id;
});
afterEach(() => sandbox.close());

function refund(body: object, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { 'X-Refund-Idempotency': key };
  return call('POST', `/v1/payments/${paymentId}/refund`, { body, headers });
}

function reasonOf(answer: { body: Record<string, unknown> }): unknown {
  return (answer.body.error as Record<string, unknown> | undefined)?.reason;
}

describe('a refund', () => {
  test('has exactly the documented fields and starts pending', async () => {
    const { status, body } = await refund({
      amount: 30000,
      receipt: 'refund-1',
      notes: { refund_id: 'refund-1' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^rfnd_[A-Za-z0-9]{14}$/),
      entity: 'refund',
      amount: 30000,
      currency: 'INR',
      payment_id: paymentId,
      notes: { refund_id: 'refund-1' },
      receipt: 'refund-1',
      acquirer_data: { arn: null },
      created_at: expect.any(Number),
      batch_id: null,
      status: 'pending',
      speed_processed: 'normal',
      speed_requested: 'normal',
    });
    expect((await call('GET', `/v1/refunds/${body.id}`)).body).toEqual(body);
  });

  test('of a part keeps the payment captured, refunding the rest makes it refunded; the order stays paid', async () => {
    await refund({ amount: 30000 });
    const partly = (await call('GET', `/v1/payments/${paymentId}`)).body;
    expect(partly).toMatchObject({ status: 'captured', refund_status: 'partial', amount_refunded: 30000 });
    await refund({});
    const fully = (await call('GET', `/v1/payments/${paymentId}`)).body;
    expect(fully).toMatchObject({ status: 'refunded', refund_status: 'full', amount_refunded: 80000 });
    expect((await call('GET', `/v1/orders/${orderId}`)).body.status).toBe('paid');
    expect((await call('GET', `/v1/payments/${paymentId}/refunds`)).body.count).toBe(2);
    expect(reasonOf(await refund({ amount: 100 }))).toBe('fully_refunded');
  });

  test('of more than is left, of less than a rupee or with extra fields is rejected', async () => {
    expect(reasonOf(await refund({ amount: 80001 }))).toBe('refund_amount_exceeds_captured');
    expect((await refund({ amount: 99 })).status).toBe(400);
    const extra = await refund({ amount: 100, colour: 'red' });
    expect(extra.body.error).toMatchObject({
      description: 'colour is/are not required and should not be sent',
    });
    expect(sandbox.razorpay.ledger().refunds).toHaveLength(0);
  });

  test('of a payment that was never captured is rejected', async () => {
    const other = String(
      (await call('POST', '/v1/orders', { body: { amount: 500, currency: 'INR' } })).body.id,
    );
    paymentId = sandbox.razorpay.pay(other, { outcome: 'authorized' }).payment.id;
    expect(reasonOf(await refund({ amount: 500 }))).toBe('payment_not_captured');
  });

  test('that fails makes its amount refundable again', async () => {
    const { body } = await refund({ amount: 80000 });
    sandbox.razorpay.settleRefund(String(body.id), 'failed');
    const payment = (await call('GET', `/v1/payments/${paymentId}`)).body;
    expect(payment).toMatchObject({ status: 'captured', refund_status: null, amount_refunded: 0 });
    expect((await refund({ amount: 80000 })).status).toBe(200);
  });
});

describe('the refund idempotency key', () => {
  const KEY = '0198f3a2-0000-7000-8000-000000000001';

  test('with the same body always returns the same refund', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund({ amount: 80000 }, KEY)));
    const ids = new Set(answers.filter((answer) => answer.status === 200).map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    expect((await refund({ amount: 80000 }, KEY)).body.id).toBe([...ids][0]);
    const { refunds, totals } = sandbox.razorpay.ledger();
    expect(refunds.map((record) => record.idempotencyKey)).toEqual([KEY]);
    expect(totals.refundsPerPayment[paymentId]).toEqual({ count: 1, amount: 80000 });
  });

  test('with another body is rejected', async () => {
    await refund({ amount: 30000 }, KEY);
    const other = await refund({ amount: 40000 }, KEY);
    expect(other.status).toBe(400);
    expect(reasonOf(other)).toBe('idempotency_key_reused');
  });

  test('of less than ten characters or with a space is rejected', async () => {
    expect(reasonOf(await refund({ amount: 100 }, 'short'))).toBe('invalid_idempotency_key');
    expect(reasonOf(await refund({ amount: 100 }, 'with a space'))).toBe('invalid_idempotency_key');
  });

  test('gets 409 while the first call with it is still in flight', async () => {
    sandbox.razorpay.misbehave({ operation: 'create-refund', kind: 'slow', delayMs: 600_000 });
    const leaving = new AbortController();
    const first = call('POST', `/v1/payments/${paymentId}/refund`, {
      body: { amount: 80000 },
      headers: { 'X-Refund-Idempotency': KEY },
      signal: leaving.signal,
    }).catch(() => null);
    await expect
      .poll(() => sandbox.razorpay.calls().some((record) => record.misbehaviour === 'slow'))
      .toBe(true);
    expect((await refund({ amount: 80000 }, KEY)).status).toBe(409);
    leaving.abort();
    await first;
  });

  test('is free again after a rejected request', async () => {
    expect((await refund({ amount: 80001 }, KEY)).status).toBe(400);
    expect((await refund({ amount: 80000 }, KEY)).status).toBe(200);
  });
});
