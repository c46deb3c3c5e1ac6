import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxKeys } from '../create-sandbox.ts';

let sandbox: Sandbox;
let orderId: string;

beforeEach(async () => {
  sandbox = await createSandbox({ lateAfterMs: 3_600_000, refundAfterMs: 3_600_000 });
  const { razorpay } = sandbox;
  const input = {
    amount: 80000,
    currency: 'INR',
    receipt: null,
    notes: [],
    captureMode: 'automatic' as const,
  };
  orderId = razorpay.bank.createOrder(input).entity.id;
});
afterEach(() => sandbox.close());

function eventTypes(): string[] {
  return sandbox.razorpay.listEvents().map((event) => event.type);
}

function statesOf(paymentId: string): string[] {
  return sandbox.razorpay.book.payment(paymentId).history.map((moment) => moment.status);
}

describe('paying an order', () => {
  test('returns the callback that the page would get, signed with the key secret', () => {
    const { payment, callback } = sandbox.razorpay.pay(orderId);
    const message = `${orderId}|${payment.id}`;
    expect(callback).toEqual({
      razorpay_order_id: orderId,
      razorpay_payment_id: payment.id,
      razorpay_signature: createHmac('sha256', sandboxKeys.keySecret).update(message).digest('hex'),
    });
  });

  test('late: failed now, captured later under the same payment id', () => {
    const { payment, callback } = sandbox.razorpay.pay(orderId, { outcome: 'late' });
    expect(callback).toBeNull();
    expect(payment.status).toBe('failed');
    sandbox.razorpay.advance();
    expect(statesOf(payment.id)).toEqual(['created', 'failed', 'authorized', 'captured']);
    expect(eventTypes()).toEqual(['payment.failed', 'payment.authorized', 'payment.captured', 'order.paid']);
  });

  test('failed-then-captured: one payment id reports both', () => {
    const { payment } = sandbox.razorpay.pay(orderId, { outcome: 'failed-then-captured' });
    expect(statesOf(payment.id)).toEqual(['created', 'failed', 'authorized', 'captured']);
    expect(payment.error_code).toBeNull();
  });

  test('second-capture: two captured payments on one order, which the ledger reports as a fault until one is refunded', () => {
    const { payment } = sandbox.razorpay.pay(orderId, { outcome: 'second-capture' });
    expect(sandbox.razorpay.ledger().totals.capturesPerOrder[orderId]).toBe(2);
    expect(sandbox.razorpay.ledger().violations).toEqual([`order ${orderId} keeps 2 captured payments`]);
    sandbox.razorpay.refundFromDashboard(payment.id);
    expect(sandbox.razorpay.ledger().violations).toEqual([]);
  });

  test('wrong-amount and wrong-currency: the captured money does not match the order', () => {
    expect(sandbox.razorpay.pay(orderId, { outcome: 'wrong-amount', amount: 79900 }).payment).toMatchObject({
      amount: 79900,
      status: 'captured',
    });
    expect(sandbox.razorpay.pay(orderId, { outcome: 'wrong-currency' }).payment).toMatchObject({
      amount: 80000,
      currency: 'USD',
      status: 'captured',
    });
  });

  test('auto-refund: the provider refunds authorized money without a request', () => {
    const { payment } = sandbox.razorpay.pay(orderId, { outcome: 'auto-refund' });
    expect(payment).toMatchObject({ status: 'refunded', captured: false, amount_refunded: 80000 });
    expect(sandbox.razorpay.ledger().refunds).toMatchObject([
      { requestedBy: 'provider', entity: { receipt: null } },
    ]);
    expect(eventTypes()).toEqual(['payment.authorized', 'refund.created', 'refund.processed']);
  });

  test("queued misbehaviour overrides the payer's choice, once", () => {
    sandbox.razorpay.misbehave({ operation: 'pay', kind: 'late' });
    expect(sandbox.razorpay.pay(orderId, { outcome: 'success' }).payment.status).toBe('failed');
    expect(sandbox.razorpay.pay(orderId, { outcome: 'success' }).payment.status).toBe('captured');
  });

  test('refund misbehaviour: stay-pending, fail, processed-at-once', () => {
    const { payment } = sandbox.razorpay.pay(orderId);
    for (const kind of ['stay-pending', 'fail', 'processed-at-once'] as const) {
      sandbox.razorpay.misbehave({ operation: 'settle-refund', kind });
      sandbox.razorpay.refundFromDashboard(payment.id, 1000);
    }
    sandbox.razorpay.advance();
    const states = sandbox.razorpay.ledger().refunds.map((record) => record.entity.status);
    expect(states).toEqual(['pending', 'failed', 'processed']);
  });

  test('a kind that the operation does not support is rejected', () => {
    expect(() => sandbox.razorpay.misbehave({ operation: 'webhook', kind: 'html-502' })).toThrow();
    expect(() => sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'drop' })).toThrow();
  });
});
