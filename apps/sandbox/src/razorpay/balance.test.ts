import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';

const day = 86_400_000;
let sandbox: Sandbox;
let razorpay: RazorpaySandbox;
let call: RazorpayHttp;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 60_000, startBalanceMinor: 0 });
  razorpay = sandbox.razorpay;
  call = razorpayHttp(sandbox.url);
});
afterEach(() => sandbox.close());

const refund = (paymentId: string, amount: number) =>
  call('POST', `/v1/payments/${paymentId}/refund`, { body: { amount } });

describe("the merchant's balance", () => {
  test('grows by amount less fee, and a refund takes its whole amount', async () => {
    const paymentId = paid(razorpay);
    expect(razorpay.balance()).toBe(80_000 - 1_888);
    await refund(paymentId, 30_000);
    expect(razorpay.balance()).toBe(80_000 - 1_888 - 30_000);
    expect(razorpay.ledger()).toMatchObject({
      balances: { INR: 48_112 },
      movements: [
        { kind: 'payment', gross: 80_000, fee: 1_888, tax: 288, net: 78_112 },
        { kind: 'refund', paymentId, gross: -30_000, fee: 0, net: -30_000 },
      ],
      totals: {
        moneyPerPayment: {
          [paymentId]: { gross: 80_000, fee: 1_888, tax: 288, refunded: 30_000, net: 48_112 },
        },
        moneyPerCurrency: { INR: { gross: 80_000, fee: 1_888, tax: 288, refunded: 30_000, net: 48_112 } },
      },
      violations: [],
    });
  });

  test('that is too short refuses the refund in words only, and the same refund goes through after more payments', async () => {
    const paymentId = paid(razorpay);
    const refused = await refund(paymentId, 80_000);
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST_ERROR', source: null, step: null, reason: null, metadata: {} } },
    });
    expect(JSON.stringify(refused.body)).toContain('does not have enough balance to carry out the refund');
    expect(() => razorpay.refundFromDashboard(paymentId)).toThrow('enough balance');
    expect(razorpay.ledger().refunds).toEqual([]);
    paid(razorpay);
    expect((await refund(paymentId, 80_000)).status).toBe(200);
    expect(razorpay.balance()).toBe(2 * 78_112 - 80_000);
  });

  test('gets a failed refund back', async () => {
    razorpay.adjustBalance(10_000);
    const { id } = razorpay.refundFromDashboard(paid(razorpay));
    razorpay.settleRefund(id, 'failed');
    razorpay.settleRefund(id, 'failed');
    expect(razorpay.balance()).toBe(88_112);
    expect(razorpay.ledger().movements.map(({ kind }) => kind)).toEqual([
      'adjustment',
      'payment',
      'refund',
      'refund_reversal',
    ]);
    expect(razorpay.ledger().violations).toEqual([]);
  });

  test('is not touched by money that was only authorized', async () => {
    razorpay.pay(newOrder(razorpay), { outcome: 'auto-refund' });
    razorpay.pay(newOrder(razorpay), { outcome: 'authorized' });
    expect(razorpay.ledger()).toMatchObject({ movements: [], balances: {}, violations: [] });
  });

  test('starts again with a new book', () => {
    paid(razorpay);
    expect(razorpay.balance()).toBe(78_112);
    razorpay.reset();
    for (let payments = 0; payments < 3; payments += 1) paid(razorpay);
    expect(razorpay.balance()).toBe(3 * 78_112);
  });

  test('is kept per currency', async () => {
    razorpay.pay(newOrder(razorpay), { outcome: 'wrong-currency' });
    expect([razorpay.balance('USD'), razorpay.balance('INR')]).toEqual([78_112, 0]);
  });
});

describe('the fee', () => {
  test("follows the account's rate, tax included", () => {
    razorpay.setTerms({ feeBasisPoints: 300, taxBasisPoints: 0 });
    const { payment } = razorpay.pay(newOrder(razorpay));
    expect(payment).toMatchObject({ fee: 2_400, tax: 0 });
  });

  test('may be told later: null in the capture and its webhooks, known at a later fetch, charged all the same', async () => {
    razorpay.setTerms({ feeToldAfterMs: day });
    const { id } = razorpay.pay(newOrder(razorpay)).payment;
    expect((await call('GET', `/v1/payments/${id}`)).body).toMatchObject({
      captured: true,
      fee: null,
      tax: null,
    });
    expect(razorpay.listEvents().every(({ body }) => body.includes('"fee":null'))).toBe(true);
    expect(razorpay.balance()).toBe(78_112);
    await razorpay.passTime(day);
    expect((await call('GET', `/v1/payments/${id}`)).body).toMatchObject({ fee: 1_888, tax: 288 });
    expect(razorpay.listEvents()).toHaveLength(3);
  });

  test('may be corrected, and the balance follows', () => {
    const id = paid(razorpay);
    expect(razorpay.tellFee(id, { fee: 2_000, tax: 300 })).toMatchObject({ fee: 2_000, tax: 300 });
    expect(razorpay.balance()).toBe(78_000);
    expect(razorpay.ledger()).toMatchObject({
      violations: [],
      totals: { moneyPerPayment: { [id]: { gross: 80_000, fee: 2_000, tax: 300, net: 78_000 } } },
    });
    const { id: open } = razorpay.pay(newOrder(razorpay), { outcome: 'authorized' }).payment;
    expect(() => razorpay.tellFee(open)).toThrow('no fee before the capture');
  });

  test('that the payer bears is charged on top: the merchant gets what the order asked for', () => {
    razorpay.setTerms({ feeBearer: 'payer' });
    const orderId = newOrder(razorpay);
    const { payment } = razorpay.pay(orderId);
    expect(payment).toMatchObject({ amount: 81_888, fee: 1_888, tax: 288, fee_bearer: 'customer' });
    expect(razorpay.book.order(orderId).entity).toMatchObject({ status: 'paid', amount_paid: 80_000 });
    expect(razorpay.balance()).toBe(80_000);
  });
});

describe('the books', () => {
  test('of somebody else are compared figure by figure', () => {
    const id = paid(razorpay);
    const right = { gross: 80_000, fee: 1_888, refunded: 0, net: 78_112 };
    expect(razorpay.differencesFrom({ [id]: right })).toEqual([]);
    expect(razorpay.differencesFrom({ [id]: { ...right, fee: 0, net: 80_000 } })).toEqual([
      `payment ${id}: fee 1888 here, 0 there`,
      `payment ${id}: net 78112 here, 80000 there`,
    ]);
    expect(razorpay.differencesFrom({})).toHaveLength(3);
    expect(razorpay.differencesFrom({ [id]: right, pay_unknown: right })).toHaveLength(3);
  });

  test('that contradict themselves say so', () => {
    const id = paid(razorpay);
    razorpay.book.payment(id).entity.fee = 1;
    razorpay.book.movements.push(...razorpay.book.movements);
    expect(razorpay.ledger().violations).toEqual([
      `payment ${id} tells gross 80000, its balance moved 160000`,
      `payment ${id} tells fee 1, its balance moved 3776`,
    ]);
  });
});

test('a payment older than six months is not returned', async () => {
  const paymentId = paid(razorpay);
  await razorpay.passTime(190 * day);
  paid(razorpay);
  expect(await refund(paymentId, 10_000)).toMatchObject({
    status: 400,
    body: {
      error: {
        description: 'Payment is more than 6 months old, only instant refund is supported',
        reason: null,
      },
    },
  });
});
