import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { razorpayHttp } from '../testing/razorpay-http.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';

let sandbox: Sandbox;
let razorpay: RazorpaySandbox;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 60_000 });
  razorpay = sandbox.razorpay;
});
afterEach(() => sandbox.close());

const payloadOf = (type: string) =>
  JSON.parse(razorpay.listEvents().find((event) => event.type === type)?.body ?? '{}').payload;

describe('the second capture of an order', () => {
  const second = (orderId: string) => razorpay.pay(orderId, { outcome: 'second-capture' }).payment;

  test('is kept by default', async () => {
    const { id } = second(newOrder(razorpay));
    await razorpay.passTime(86_400_000);
    expect(razorpay.book.payment(id).entity.status).toBe('captured');
  });

  test('is given back by the provider after its delay, without an id of ours', async () => {
    razorpay.setTerms({ secondCapture: 'given_back', giveBackAfterMs: 600_000 });
    const orderId = newOrder(razorpay);
    const { id } = second(orderId);
    await razorpay.passTime(599_000);
    expect(razorpay.ledger().refunds).toEqual([]);
    await razorpay.passTime(1_000);
    expect(razorpay.ledger()).toMatchObject({
      refunds: [{ requestedBy: 'provider', entity: { payment_id: id, status: 'processed', receipt: null } }],
      violations: [],
    });
    expect(razorpay.book.paymentsOf(orderId).map(({ entity }) => entity.status)).toEqual([
      'captured',
      'refunded',
    ]);
    expect(payloadOf('refund.processed').refund.entity.payment_id).toBe(id);
  });

  test('given back silently is seen only by looking', async () => {
    razorpay.setTerms({ secondCapture: 'given_back', giveBackTold: 'silently' });
    const { id } = second(newOrder(razorpay));
    const told = razorpay.listEvents().length;
    await razorpay.passTime(86_400_000);
    expect(razorpay.listEvents()).toHaveLength(told);
    const { body } = await razorpayHttp(sandbox.url)('GET', `/v1/payments/${id}/refunds`);
    expect(body).toMatchObject({ count: 1, items: [{ amount: 80_000, status: 'processed' }] });
  });

  test('that is only authorized, late, goes back at once', async () => {
    razorpay.setTerms({ secondCapture: 'given_back' });
    const orderId = newOrder(razorpay);
    const late = razorpay.pay(orderId, { outcome: 'late', afterMs: 60_000 }).payment;
    razorpay.pay(orderId);
    await razorpay.passTime(60_000);
    expect(razorpay.book.payment(late.id).entity).toMatchObject({ status: 'refunded', captured: false });
    expect(razorpay.ledger()).toMatchObject({ captures: [{ orderId }], violations: [] });
  });

  test('that somebody refunded meanwhile is not given back again, and a part is made up to the whole', async () => {
    razorpay.setTerms({ secondCapture: 'given_back' });
    razorpay.refundFromDashboard(second(newOrder(razorpay)).id);
    razorpay.refundFromDashboard(second(newOrder(razorpay)).id, 30_000);
    await razorpay.passTime(86_400_000);
    expect(razorpay.ledger().refunds.map(({ entity }) => entity.amount)).toEqual([80_000, 30_000, 50_000]);
    expect(razorpay.ledger().violations).toEqual([]);
  });
});

describe('money that is not of our order', () => {
  test('a twin has the same receipt and another id, and is paid', () => {
    const orderId = newOrder(razorpay, 'receipt-1');
    const { order, payment } = razorpay.payTwin(orderId);
    expect(order).toMatchObject({ receipt: 'receipt-1', amount: 80_000, status: 'paid' });
    expect(order.id).not.toBe(orderId);
    expect(payment).toMatchObject({ order_id: order.id, status: 'captured' });
    expect(payloadOf('order.paid').order.entity.receipt).toBe('receipt-1');
  });

  test('a payment link has an order without a receipt, and its own event with the bare order id', () => {
    const { link, order, payment } = razorpay.payByLink({ amount: 12_300, currency: 'INR' });
    expect(order.receipt).toBeNull();
    expect(payment).toMatchObject({ order_id: order.id, amount: 12_300, status: 'captured' });
    expect(payloadOf('payment_link.paid')).toMatchObject({
      payment_link: { entity: { id: link.id, status: 'paid' } },
      order: { entity: { id: order.id.slice('order_'.length) } },
      payment: { entity: { order_id: order.id } },
    });
  });

  test('money without any order cannot be captured for the merchant and goes back', async () => {
    const { id } = razorpay.payWithoutOrder({ amount: 500, currency: 'INR' });
    await razorpay.passTime(5 * 86_400_000);
    expect(razorpay.book.payment(id).entity).toMatchObject({
      order_id: null,
      status: 'refunded',
      captured: false,
    });
  });
});

describe('a payment id', () => {
  test('may fail with one amount and be captured with another', () => {
    const orderId = newOrder(razorpay);
    const { id } = razorpay.pay(orderId, { outcome: 'failed', amount: 70_000 }).payment;
    expect(razorpay.movePayment(id, 'captured', { amount: 80_000 })).toMatchObject({ amount: 80_000 });
    expect(payloadOf('payment.failed').payment.entity.amount).toBe(70_000);
    expect(payloadOf('payment.captured').payment.entity.amount).toBe(80_000);
    expect(() => razorpay.movePayment(id, 'captured', { amount: 1 })).toThrow('does not change');
  });

  test('may be authorized for another amount or currency than its order', () => {
    const { payment } = razorpay.pay(newOrder(razorpay), {
      outcome: 'authorized',
      amount: 70_000,
      currency: 'USD',
    });
    expect(payment).toMatchObject({ amount: 70_000, currency: 'USD' });
  });

  test('may be captured although it was given back: both happened, and the net is nothing', () => {
    const { id } = razorpay.pay(newOrder(razorpay), { outcome: 'auto-refund' }).payment;
    expect(razorpay.movePayment(id, 'captured')).toMatchObject({ status: 'refunded', captured: true });
    expect(razorpay.ledger()).toMatchObject({
      violations: [],
      totals: { moneyPerPayment: { [id]: { gross: 80_000, refunded: 80_000 } } },
    });
    expect(razorpay.listEvents().map(({ type }) => type)).toEqual([
      'payment.authorized',
      'refund.created',
      'refund.processed',
      'payment.captured',
      'order.paid',
    ]);
  });
});

describe('a dispute', () => {
  test('is told with its payment; only a lost one takes money', () => {
    const id = paid(razorpay);
    const before = razorpay.balance();
    const dispute = razorpay.openDispute(id, 50_000);
    expect(payloadOf('payment.dispute.created')).toMatchObject({
      dispute: { entity: { id: dispute.id, payment_id: id, status: 'open', amount_deducted: 0 } },
      payment: { entity: { id } },
    });
    razorpay.settleDispute(dispute.id, 'won');
    expect(razorpay.balance()).toBe(before);
    razorpay.settleDispute(dispute.id, 'lost');
    razorpay.settleDispute(dispute.id, 'lost');
    expect(razorpay.balance()).toBe(before - 50_000);
    const open = razorpay.pay(newOrder(razorpay), { outcome: 'authorized' }).payment;
    expect(() => razorpay.openDispute(open.id)).toThrow('Only captured money');
  });
});

describe('the control API', () => {
  async function control(path: string, body: object) {
    const response = await fetch(`${sandbox.url}/control${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('plays every act of the dashboard', async () => {
    const orderId = newOrder(razorpay, 'receipt-1');
    const id = paid(razorpay);
    expect(await control(`/orders/${orderId}/pay-twin`, {})).toMatchObject({
      body: { order: { receipt: 'receipt-1' } },
    });
    expect(await control('/payment-links/pay', { amount: 100 })).toMatchObject({
      body: { order: { receipt: null } },
    });
    expect(await control('/payments/without-order', { amount: 100 })).toMatchObject({
      body: { payment: { order_id: null, status: 'authorized' } },
    });
    expect(await control(`/payments/${id}/tell-fee`, { fee: 5, tax: 1 })).toMatchObject({
      body: { payment: { fee: 5 } },
    });
    expect(await control(`/payments/${id}/tell-fee`, {})).toMatchObject({ body: { payment: { fee: 5 } } });
    const disputed = await control(`/payments/${id}/dispute`, { amount: 100 });
    expect(disputed).toMatchObject({ status: 201, body: { dispute: { status: 'open', amount: 100 } } });
    const { id: disputeId } = disputed.body.dispute as { id: string };
    expect(await control(`/disputes/${disputeId}/become`, { state: 'won' })).toMatchObject({ status: 200 });
    const balance = razorpay.balance();
    expect((await control('/balance', { amount: -100 })).body).toEqual({ balance: balance - 100 });
    expect(await control('/terms', { secondCapture: 'given_back' })).toMatchObject({
      body: { secondCapture: 'given_back', feeBasisPoints: 200 },
    });
    const failed = razorpay.pay(orderId, { outcome: 'failed' }).payment;
    expect(
      await control(`/payments/${failed.id}/become`, { state: 'captured', amount: 90_000 }),
    ).toMatchObject({
      body: { payment: { amount: 90_000, status: 'captured' } },
    });
    expect(razorpay.ledger().violations).toEqual(['receipt receipt-1 has 2 orders']);
  });

  test('moves the clock', async () => {
    const startedAtMs = Date.now();
    const { body } = await control('/clock', { advanceMs: 60_000 });
    expect(Date.parse(String(body.now))).toBeGreaterThanOrEqual(startedAtMs + 60_000);
    expect(await control('/clock', { advanceMs: -1 })).toMatchObject({ status: 400 });
  });
});
