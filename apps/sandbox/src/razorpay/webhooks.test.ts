import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxKeys } from '../create-sandbox.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../testing/webhook-receiver.ts';

let receiver: WebhookReceiver;
let sandbox: Sandbox;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
  sandbox = await createSandbox({
    webhookUrl: receiver.url,
    webhookRetryDelaysMs: [5, 5, 5],
    webhookTimeoutMs: 150,
    refundAfterMs: 3_600_000,
    lateAfterMs: 3_600_000,
  });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

function newOrder(): string {
  return sandbox.razorpay.bank.createOrder({
    amount: 80000,
    currency: 'INR',
    receipt: null,
    notes: [],
    captureMode: 'automatic',
  }).entity.id;
}

function hmac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

const paidInput = ['payment.authorized', 'payment.captured', 'order.paid'];

describe('a webhook', () => {
  test('of a paid order reports authorized, captured and order.paid, signed over the exact bytes', async () => {
    const orderId = newOrder();
    const { payment } = sandbox.razorpay.pay(orderId);
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(paidInput);
    for (const { body, signature } of receiver.received) {
      expect(signature).toBe(hmac(sandboxKeys.webhookSecret, body));
    }
    expect(new Set(receiver.received.map((webhook) => webhook.eventId)).size).toBe(3);
    const paid = JSON.parse(receiver.received[2]?.body ?? '');
    expect(paid).toEqual({
      entity: 'event',
      account_id: sandboxKeys.accountId,
      event: 'order.paid',
      contains: ['payment', 'order'],
      payload: {
        payment: {
          entity: expect.objectContaining({ id: payment.id, status: 'captured', fee: 1888, tax: 288 }),
        },
        order: { entity: expect.objectContaining({ id: orderId, status: 'paid', amount_paid: 80000 }) },
      },
      created_at: expect.any(Number),
    });
  });

  test('is a snapshot of its moment: the authorized event does not contain the capture', async () => {
    sandbox.razorpay.pay(newOrder());
    await sandbox.razorpay.webhooksIdle();
    const authorized = JSON.parse(receiver.received[0]?.body ?? '');
    expect(authorized.payload.payment.entity).toMatchObject({
      status: 'authorized',
      captured: false,
      fee: null,
    });
  });

  test('of an authorized card has the misleading captured flag of the real samples', async () => {
    sandbox.razorpay.pay(newOrder(), { outcome: 'authorized', method: 'card' });
    await sandbox.razorpay.webhooksIdle();
    const { entity } = JSON.parse(receiver.received[0]?.body ?? '').payload.payment;
    expect(entity).toMatchObject({
      status: 'authorized',
      captured: true,
      method: 'card',
      card: { last4: '1111' },
    });
  });

  test('of a refund contains refund and payment, first created, then processed with a bank reference', async () => {
    const { payment } = sandbox.razorpay.pay(newOrder());
    const refund = sandbox.razorpay.refundFromDashboard(payment.id);
    expect(sandbox.razorpay.advance()).toBe(1);
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual([...paidInput, 'refund.created', 'refund.processed']);
    const [created, processed] = receiver.received.slice(3).map((webhook) => JSON.parse(webhook.body));
    expect(created.contains).toEqual(['refund', 'payment']);
    expect(created.payload.refund.entity).toMatchObject({
      id: refund.id,
      status: 'pending',
      receipt: null,
      notes: [],
    });
    expect(processed.payload.refund.entity).toMatchObject({
      status: 'processed',
      acquirer_data: { arn: expect.any(String) },
    });
    expect(processed.payload.payment.entity).toMatchObject({ status: 'refunded', refund_status: 'full' });
  });

  test.each([
    ['an error', 500],
    ['a redirect', 302],
    ['silence for longer than the time-out', 'hang'],
  ] as const)('that meets %s is sent again with the same id, bytes and signature', async (_name, answer) => {
    receiver.answerWith(answer, answer);
    sandbox.razorpay.pay(newOrder(), { outcome: 'failed' });
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['payment.failed', 'payment.failed', 'payment.failed']);
    expect(new Set(receiver.received.map((webhook) => JSON.stringify(webhook))).size).toBe(1);
    expect(sandbox.razorpay.listEvents()).toMatchObject([{ state: 'delivered' }]);
  });

  test('is not retried after the last try, and can be replayed by hand', async () => {
    receiver.answerWith(500, 500, 500, 500);
    sandbox.razorpay.pay(newOrder(), { outcome: 'failed' });
    await sandbox.razorpay.webhooksIdle();
    const event = sandbox.razorpay.listEvents()[0];
    expect(event?.state).toBe('gave_up');
    await sandbox.razorpay.replayEvent(event?.id ?? '');
    expect(sandbox.razorpay.listEvents()[0]?.state).toBe('delivered');
  });

  test('after a rotation: retries keep the old secret, replays and new events take the new one', async () => {
    receiver.answerWith(500, 500, 500, 500);
    sandbox.razorpay.pay(newOrder(), { outcome: 'failed' });
    sandbox.razorpay.rotateWebhookSecret('another-secret');
    await sandbox.razorpay.webhooksIdle();
    await sandbox.razorpay.replayEvent(sandbox.razorpay.listEvents()[0]?.id ?? '');
    const body = receiver.received[0]?.body ?? '';
    const oldSignature = hmac(sandboxKeys.webhookSecret, body);
    const signatures = receiver.received.map((webhook) => webhook.signature);
    expect(signatures).toEqual([
      oldSignature,
      oldSignature,
      oldSignature,
      oldSignature,
      hmac('another-secret', body),
    ]);
  });

  test('without an endpoint is only recorded', async () => {
    sandbox.razorpay.setWebhookUrl(null);
    sandbox.razorpay.pay(newOrder(), { outcome: 'failed' });
    await sandbox.razorpay.webhooksIdle();
    expect(sandbox.razorpay.listEvents()).toMatchObject([{ state: 'no_endpoint', tries: [] }]);
  });
});

describe('webhook misbehaviour', () => {
  test('duplicate: one event is delivered N more times, with the same id', async () => {
    sandbox.razorpay.misbehave({
      operation: 'webhook',
      kind: 'duplicate',
      copies: 3,
      event: 'payment.captured',
    });
    sandbox.razorpay.pay(newOrder());
    await sandbox.razorpay.webhooksIdle();
    const captured = receiver.received.filter((webhook) => webhook.type === 'payment.captured');
    expect(captured).toHaveLength(4);
    expect(new Set(captured.map((webhook) => webhook.eventId)).size).toBe(1);
    expect(receiver.received).toHaveLength(6);
  });

  test('drop: the event is never sent', async () => {
    sandbox.razorpay.misbehave({ operation: 'webhook', kind: 'drop', times: 3 });
    sandbox.razorpay.pay(newOrder());
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.received).toEqual([]);
    expect(sandbox.razorpay.listEvents().map((event) => event.state)).toEqual([
      'dropped',
      'dropped',
      'dropped',
    ]);
  });

  test('reorder: held events follow the next one, last first', async () => {
    sandbox.razorpay.misbehave({ operation: 'webhook', kind: 'reorder', times: 2 });
    sandbox.razorpay.pay(newOrder());
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['order.paid', 'payment.captured', 'payment.authorized']);
  });

  test('delay: other events overtake it', async () => {
    sandbox.razorpay.misbehave({
      operation: 'webhook',
      kind: 'delay',
      delayMs: 200,
      event: 'payment.authorized',
    });
    sandbox.razorpay.pay(newOrder());
    await sandbox.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['payment.captured', 'order.paid', 'payment.authorized']);
  });

  test('bad-signature: a forged delivery comes first, the genuine one after it', async () => {
    sandbox.razorpay.misbehave({ operation: 'webhook', kind: 'bad-signature' });
    sandbox.razorpay.pay(newOrder(), { outcome: 'failed' });
    await sandbox.razorpay.webhooksIdle();
    const body = receiver.received[0]?.body ?? '';
    expect(receiver.received.map((webhook) => webhook.signature)).toEqual([
      'f'.repeat(64),
      hmac(sandboxKeys.webhookSecret, body),
    ]);
  });
});
