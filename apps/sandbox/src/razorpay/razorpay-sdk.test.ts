import Razorpay from 'razorpay';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxKeys } from '../create-sandbox.ts';
import { startWebhookReceiver } from '../testing/webhook-receiver.ts';

let sandbox: Sandbox;
let sdk: Razorpay;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 3_600_000 });
  sdk = new Razorpay({ key_id: sandboxKeys.keyId, key_secret: sandboxKeys.keySecret });
  // The SDK has no option for its base URL and its typings leave the inner client out.
  (sdk.api as unknown as { rq: { defaults: { baseURL: string } } }).rq.defaults.baseURL = sandbox.url;
});
afterEach(() => sandbox.close());

describe("the provider's own SDK against the sandbox", () => {
  test('runs an order through payment, capture and refund', async () => {
    const order = await sdk.orders.create({
      amount: 80000,
      currency: 'INR',
      receipt: 'r1',
      notes: { booking: 'b1' },
    });
    expect((await sdk.orders.all({ receipt: 'r1' })).items.map((item) => item.id)).toEqual([order.id]);
    const { payment } = sandbox.razorpay.pay(order.id, { outcome: 'authorized' });
    expect((await sdk.payments.capture(payment.id, 80000, 'INR')).status).toBe('captured');
    expect((await sdk.orders.fetch(order.id)).status).toBe('paid');
    expect((await sdk.orders.fetchPayments(order.id)).items).toHaveLength(1);
    const refund = await sdk.payments.refund(payment.id, { amount: 30000, notes: { why: 'test' } });
    expect((await sdk.refunds.fetch(refund.id)).amount).toBe(30000);
    expect((await sdk.payments.fetchMultipleRefund(payment.id)).count).toBe(1);
    expect((await sdk.payments.fetch(payment.id)).refund_status).toBe('partial');
    expect((await sdk.orders.edit(order.id, { notes: { booking: 'b2' } })).notes).toEqual({ booking: 'b2' });
  });

  test('an error reaches the SDK as its plain object with status and error body', async () => {
    await expect(sdk.orders.create({ amount: 1, currency: 'INR' })).rejects.toMatchObject({
      statusCode: 400,
      error: { code: 'BAD_REQUEST_ERROR', field: 'amount' },
    });
  });

  test("the SDK's own check accepts our webhook signature", async () => {
    const receiver = await startWebhookReceiver();
    sandbox.razorpay.setWebhookUrl(receiver.url);
    const order = await sdk.orders.create({ amount: 80000, currency: 'INR' });
    sandbox.razorpay.pay(order.id, { outcome: 'failed' });
    await sandbox.razorpay.webhooksIdle();
    const [webhook] = receiver.received;
    expect(
      Razorpay.validateWebhookSignature(
        webhook?.body ?? '',
        webhook?.signature ?? '',
        sandboxKeys.webhookSecret,
      ),
    ).toBe(true);
    await receiver.close();
  });
});
