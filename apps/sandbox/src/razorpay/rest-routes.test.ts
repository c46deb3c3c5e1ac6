import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';

let sandbox: Sandbox;
let call: RazorpayHttp;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 0 });
  call = razorpayHttp(sandbox.url);
});
afterEach(() => sandbox.close());

const orderInput = { amount: 80000, currency: 'INR', receipt: 'receipt-1', payment: automaticCapture() };

function automaticCapture() {
  return {
    capture: 'automatic',
    capture_options: { automatic_expiry_period: 30, manual_expiry_period: 7200, refund_speed: 'normal' },
  };
}

async function newOrderId(body: object = orderInput): Promise<string> {
  return String((await call('POST', '/v1/orders', { body })).body.id);
}

describe('authentication', () => {
  test.each([
    ['no header', ''],
    ['a wrong secret', `Basic ${Buffer.from('rzp_test_sandboxKey0001:wrong').toString('base64')}`],
    [
      'the scheme in lower case',
      `basic ${Buffer.from('rzp_test_sandboxKey0001:sandbox-key-secret').toString('base64')}`,
    ],
  ])('%s is rejected with the error envelope', async (_name, authorization) => {
    const answer = await call('GET', '/v1/orders', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' },
    });
  });
});

describe('orders', () => {
  test('a new order has exactly the documented fields, empty notes as an array', async () => {
    const { status, body } = await call('POST', '/v1/orders', { body: orderInput });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^order_[A-Za-z0-9]{14}$/),
      entity: 'order',
      amount: 80000,
      amount_paid: 0,
      amount_due: 80000,
      currency: 'INR',
      receipt: 'receipt-1',
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes: [],
      created_at: expect.any(Number),
    });
    expect(body.created_at).toBeLessThan(1e10);
  });

  test('is found by its exact receipt only', async () => {
    const id = await newOrderId();
    await newOrderId({ ...orderInput, receipt: 'receipt-2' });
    const found = await call('GET', '/v1/orders?receipt=receipt-1&count=10&skip=0');
    expect(found.body).toMatchObject({ entity: 'collection', count: 1, items: [{ id }] });
    expect((await call('GET', '/v1/orders?receipt=receipt')).body).toEqual({
      entity: 'collection',
      count: 0,
      items: [],
    });
  });

  test('a receipt may be used twice: it is not an idempotency key', async () => {
    await newOrderId();
    await newOrderId();
    expect((await call('GET', '/v1/orders?receipt=receipt-1')).body.count).toBe(2);
    expect(sandbox.razorpay.ledger().violations).toEqual(['receipt receipt-1 has 2 orders']);
  });

  test('only the notes of an order can change', async () => {
    const id = await newOrderId();
    const patched = await call('PATCH', `/v1/orders/${id}`, { body: { notes: { booking_id: 'b1' } } });
    expect(patched.body.notes).toEqual({ booking_id: 'b1' });
    expect((await call('PATCH', `/v1/orders/${id}`, { body: { notes: {}, amount: 1 } })).status).toBe(400);
  });

  test.each([
    ['less than one rupee', { ...orderInput, amount: 99 }, 'amount'],
    ['a fraction of a paisa', { ...orderInput, amount: 100.5 }, 'amount'],
    ['an amount as text', { ...orderInput, amount: '80000' }, 'amount'],
    ['a wrong currency', { ...orderInput, currency: 'rupee' }, 'currency'],
    ['a receipt over 40 characters', { ...orderInput, receipt: 'r'.repeat(41) }, 'receipt'],
    [
      'automatic capture without its period',
      { ...orderInput, payment: { capture: 'automatic', capture_options: {} } },
      undefined,
    ],
    ['an unknown field', { ...orderInput, colour: 'red' }, undefined],
  ])('%s is rejected', async (_name, body, field) => {
    const answer = await call('POST', '/v1/orders', { body });
    expect(answer.status).toBe(400);
    const error = answer.body.error as Record<string, unknown>;
    expect(error.code).toBe('BAD_REQUEST_ERROR');
    if (field !== undefined) expect(error.field).toBe(field);
    expect(sandbox.razorpay.ledger().orders).toHaveLength(0);
  });

  test('unknown ids, unknown paths and broken JSON get the error envelope', async () => {
    expect((await call('GET', '/v1/orders/order_AAAAAAAAAAAAAA')).status).toBe(400);
    expect((await call('GET', '/v1/orders/__proto__')).status).toBe(400);
    expect((await call('GET', '/v1/nowhere')).status).toBe(404);
    const broken = await fetch(`${sandbox.url}/v1/orders`, {
      method: 'POST',
      body: '{',
      headers: {
        authorization: `Basic ${Buffer.from('rzp_test_sandboxKey0001:sandbox-key-secret').toString('base64')}`,
      },
    });
    expect(broken.status).toBe(400);
  });
});

describe('payments', () => {
  test('a captured UPI payment has exactly the documented fields and settles its order', async () => {
    const orderId = await newOrderId({ ...orderInput, notes: { booking_id: 'b1' } });
    const { payment } = sandbox.razorpay.pay(orderId);
    const { body } = await call('GET', `/v1/payments/${payment.id}`);
    expect(body).toEqual({
      id: expect.stringMatching(/^pay_[A-Za-z0-9]{14}$/),
      entity: 'payment',
      amount: 80000,
      currency: 'INR',
      base_amount: 80000,
      status: 'captured',
      order_id: orderId,
      invoice_id: null,
      international: false,
      method: 'upi',
      amount_refunded: 0,
      amount_transferred: 0,
      refund_status: null,
      captured: true,
      description: null,
      card_id: null,
      bank: null,
      wallet: null,
      vpa: 'success@razorpay',
      email: 'payer@example.org',
      contact: '+910000000000',
      notes: { booking_id: 'b1' },
      fee: 1888,
      tax: 288,
      error_code: null,
      error_description: null,
      error_source: null,
      error_step: null,
      error_reason: null,
      acquirer_data: { rrn: expect.stringMatching(/^\d{12}$/) },
      created_at: expect.any(Number),
      upi: { payer_account_type: 'bank_account', vpa: 'success@razorpay', flow: 'intent' },
    });
    const order = (await call('GET', `/v1/orders/${orderId}`)).body;
    expect(order).toMatchObject({ status: 'paid', amount_paid: 80000, amount_due: 0, attempts: 1 });
  });

  test('a failed attempt leaves the order attempted, with the reason and no fee; all attempts are listed', async () => {
    const orderId = await newOrderId();
    const failed = sandbox.razorpay.pay(orderId, { outcome: 'failed' }).payment;
    expect(failed).toMatchObject({
      status: 'failed',
      captured: false,
      fee: null,
      tax: null,
      error_reason: 'payment_failed',
    });
    expect((await call('GET', `/v1/orders/${orderId}`)).body.status).toBe('attempted');
    const paid = sandbox.razorpay.pay(orderId, { method: 'card' }).payment;
    const list = await call('GET', `/v1/orders/${orderId}/payments`);
    expect(list.body).toMatchObject({
      entity: 'collection',
      count: 2,
      items: [{ id: paid.id }, { id: failed.id }],
    });
  });

  test('a paid order and an order with an authorized attempt accept no further payment', async () => {
    const paid = await newOrderId();
    sandbox.razorpay.pay(paid);
    expect(() => sandbox.razorpay.pay(paid)).toThrow('already done');
    const authorized = await newOrderId();
    sandbox.razorpay.pay(authorized, { outcome: 'authorized' });
    expect(() => sandbox.razorpay.pay(authorized)).toThrow('waiting for its capture');
  });

  test('capture requires the exact amount and currency, works once, and answers "already captured" afterwards', async () => {
    const orderId = await newOrderId({ ...orderInput, payment: { capture: 'manual' } });
    const { payment } = sandbox.razorpay.pay(orderId);
    expect(payment.status).toBe('authorized');
    const path = `/v1/payments/${payment.id}/capture`;
    const reasonOf = async (body: object) =>
      ((await call('POST', path, { body })).body.error as Record<string, unknown> | undefined)?.reason;
    expect(await reasonOf({ amount: 79999, currency: 'INR' })).toBe('capture_amount_mismatch');
    expect(await reasonOf({ amount: 80000, currency: 'USD' })).toBe('capture_amount_mismatch');
    expect((await call('POST', path, { body: { amount: 80000, currency: 'INR' } })).body).toMatchObject({
      id: payment.id,
      status: 'captured',
      captured: true,
    });
    expect(await reasonOf({ amount: 80000, currency: 'INR' })).toBe('payment_already_captured');
    expect(sandbox.razorpay.ledger().totals.capturesPerOrder).toEqual({ [orderId]: 1 });
  });

  test('a payment that is not authorized cannot be captured', async () => {
    const { payment } = sandbox.razorpay.pay(await newOrderId(), { outcome: 'failed' });
    const answer = await call('POST', `/v1/payments/${payment.id}/capture`, {
      body: { amount: 80000, currency: 'INR' },
    });
    expect(answer.body).toMatchObject({
      error: { reason: 'payment_not_authorized', metadata: { payment_id: payment.id } },
    });
  });
});
