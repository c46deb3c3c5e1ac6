import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { razorpayHttp } from '../testing/razorpay-http.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await createSandbox({ lateAfterMs: 3_600_000, refundAfterMs: 3_600_000 });
});
afterEach(() => sandbox.close());

interface Entity {
  id: string;
  status: string;
}
interface Answer {
  payment: Entity;
  refund: Entity;
  queued: unknown[];
  captures: unknown[];
  refunds: unknown[];
  error: { description: string };
}

async function control(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(`${sandbox.url}/control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // Each test asserts the part of the response that it reads.
  return { status: response.status, body: (await response.json()) as Answer };
}

async function newOrderId(): Promise<string> {
  const body = { amount: 80000, currency: 'INR' };
  return String((await razorpayHttp(sandbox.url)('POST', '/v1/orders', { body })).body.id);
}

describe('the control API', () => {
  test('pays without a browser, moves money and shows it all in the ledger', async () => {
    const orderId = await newOrderId();
    const paid = await control(`/orders/${orderId}/pay`, { outcome: 'late', method: 'upi' });
    expect(paid).toMatchObject({ status: 201, body: { payment: { status: 'failed' }, callback: null } });
    expect((await control('/advance', {})).body).toEqual({ happened: 1 });
    const captured = await control(`/payments/${paid.body.payment.id}/become`, { state: 'captured' });
    expect(captured.body.payment.status).toBe('captured');
    const again = await control(`/payments/${paid.body.payment.id}/become`, { state: 'captured' });
    expect(again).toMatchObject({ status: 400, body: { error: { reason: 'payment_already_captured' } } });
    const { body: ledger } = await control('/ledger');
    expect(ledger).toMatchObject({
      orders: [{ entity: { id: orderId, status: 'paid' } }],
      captures: [{ by: 'control' }],
      violations: [],
    });
  });

  test('captures, refunds from the dashboard and settles', async () => {
    const orderId = await newOrderId();
    const { body } = await control(`/orders/${orderId}/pay`, { outcome: 'failed' });
    const captured = await control(`/payments/${body.payment.id}/become`, { state: 'captured' });
    expect(captured.body.payment).toMatchObject({ status: 'captured' });
    const refund = await control(`/payments/${body.payment.id}/dashboard-refund`, { amount: 500 });
    expect(refund).toMatchObject({ status: 201, body: { refund: { status: 'pending', amount: 500 } } });
    const settled = await control(`/refunds/${refund.body.refund.id}/become`, { state: 'failed' });
    expect(settled.body.refund.status).toBe('failed');
    const { body: ledger } = await control('/ledger');
    expect(ledger.captures).toMatchObject([
      { paymentId: body.payment.id, orderId, amount: 80000, by: 'control' },
    ]);
    expect(ledger.refunds).toMatchObject([{ requestedBy: 'dashboard', idempotencyKey: null }]);
  });

  test('queues misbehaviour, lists it and clears it', async () => {
    expect(
      (await control('/misbehave', { operation: 'capture-payment', kind: 'timeout-after', times: 2 })).status,
    ).toBe(201);
    expect((await control('/misbehaviours')).body.queued).toMatchObject([
      { operation: 'capture-payment', times: 2 },
    ]);
    await control('/misbehave', undefined, 'DELETE');
    expect((await control('/misbehaviours')).body.queued).toEqual([]);
  });

  test.each([
    ['/misbehave', { operation: 'webhook', kind: 'html-502' }],
    ['/misbehave', { operation: 'webhook', kind: 'drop', colour: 'red' }],
    ['/misbehave', { operation: 'nothing', kind: 'drop' }],
    ['/webhook-url', { url: 'not a url' }],
    ['/orders/order_AAAAAAAAAAAAAA/pay', {}],
    ['/payments/pay_AAAAAAAAAAAAAA/become', { state: 'sold' }],
  ])('rejects invalid input at %s with a clear 400', async (path, body) => {
    const answer = await control(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.description).toEqual(expect.any(String));
  });

  test('reset clears orders, payments, planned actions and misbehaviour', async () => {
    const orderId = await newOrderId();
    await control(`/orders/${orderId}/pay`, { outcome: 'late' });
    await control('/misbehave', { operation: 'webhook', kind: 'drop' });
    await control('/reset', {});
    const { body } = await control('/state');
    expect(body).toMatchObject({ orders: [], payments: [], events: [], calls: [], queued: [] });
    expect((await control('/advance', {})).body).toEqual({ happened: 0 });
  });
});
