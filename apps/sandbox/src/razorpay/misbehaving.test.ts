import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';
import type { RestKind, RestOperation } from './misbehaviour.ts';

let sandbox: Sandbox;
let call: RazorpayHttp;

beforeEach(async () => {
  sandbox = await createSandbox();
  call = razorpayHttp(sandbox.url);
});
afterEach(() => sandbox.close());

const orderInput = { amount: 80000, currency: 'INR', receipt: 'r1' };

function createOrder(signal?: AbortSignal) {
  return call('POST', '/v1/orders', { body: orderInput, ...(signal === undefined ? {} : { signal }) });
}

function orderCount(): number {
  return sandbox.razorpay.ledger().orders.length;
}

describe('a call with queued misbehaviour', () => {
  test.each([
    ['error-500-before', 500, 0],
    ['error-500-after', 500, 1],
    ['html-502', 502, 0],
    ['rate-limit', 429, 0],
    ['conflict', 409, 0],
    ['refuse', 400, 0],
  ] as const)('%s: status %i with %i orders made', async (kind, status, orders) => {
    sandbox.razorpay.misbehave({ operation: 'create-order', kind });
    expect((await createOrder()).status).toBe(status);
    expect(orderCount()).toBe(orders);
    expect((await createOrder()).status).toBe(200);
  });

  test('html-502 is a page, not JSON', async () => {
    sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'html-502' });
    expect((await createOrder()).body.text).toContain('<h1>502 Bad Gateway</h1>');
  });

  test.each([
    ['timeout-before', 0],
    ['timeout-after', 1],
  ] as const)('%s: no answer comes, %i orders made', async (kind, orders) => {
    sandbox.razorpay.misbehave({ operation: 'create-order', kind });
    await expect(createOrder(AbortSignal.timeout(150))).rejects.toThrow();
    expect(orderCount()).toBe(orders);
  });

  test.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s: the connection dies, %i orders made', async (kind, orders) => {
    sandbox.razorpay.misbehave({ operation: 'create-order', kind });
    await expect(createOrder()).rejects.toThrow();
    expect(orderCount()).toBe(orders);
  });

  test('misbehaviour is used up in order, per operation, as often as queued', async () => {
    const order: [RestOperation | '*', RestKind, number][] = [
      ['create-order', 'error-500-before', 2],
      ['create-order', 'rate-limit', 1],
      ['list-orders', 'html-502', 1],
    ];
    for (const [operation, kind, times] of order) sandbox.razorpay.misbehave({ operation, kind, times });
    const statuses = [];
    for (let sent = 0; sent < 4; sent += 1) statuses.push((await createOrder()).status);
    expect(statuses).toEqual([500, 500, 429, 200]);
    expect((await call('GET', '/v1/orders')).status).toBe(502);
    expect(sandbox.razorpay.misbehaviours.list()).toEqual([]);
  });

  test('every call is recorded with its response and its misbehaviour', async () => {
    sandbox.razorpay.misbehave({ operation: '*', kind: 'error-500-after' });
    await createOrder();
    await call('GET', '/v1/orders/order_AAAAAAAAAAAAAA');
    expect(sandbox.razorpay.calls()).toMatchObject([
      { operation: 'create-order', path: '/v1/orders', misbehaviour: 'error-500-after', status: 500 },
      { operation: 'fetch-order', misbehaviour: null, status: 400 },
    ]);
  });

  test('a refund retried after a lost response finds the first one, because the key is free once the refund exists', async () => {
    const orderId = String((await createOrder()).body.id);
    const { payment } = sandbox.razorpay.pay(orderId, { outcome: 'captured' });
    const refund = (signal?: AbortSignal) =>
      call('POST', `/v1/payments/${payment.id}/refund`, {
        body: { amount: 80000 },
        headers: { 'X-Refund-Idempotency': 'refund-key-0001' },
        ...(signal === undefined ? {} : { signal }),
      });
    sandbox.razorpay.misbehave({ operation: 'create-refund', kind: 'timeout-after' });
    await expect(refund(AbortSignal.timeout(150))).rejects.toThrow();
    expect((await refund()).status).toBe(200);
    expect(sandbox.razorpay.ledger().refunds).toHaveLength(1);
  });
});
