import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxKeys } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { razorpayHttp } from '../testing/razorpay-http.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../testing/webhook-receiver.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';

let receiver: WebhookReceiver;
let sandbox: Sandbox;
let razorpay: RazorpaySandbox;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
  sandbox = await createSandbox({ webhookUrl: receiver.url, refundAfterMs: 3_600_000 });
  razorpay = sandbox.razorpay;
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

const eventOf = (type: string) => {
  const event = razorpay.listEvents().findLast((one) => one.type === type);
  if (event === undefined) throw new Error(`no ${type}`);
  return event;
};
const isRightlySigned = ({ body, signature }: { body: string; signature: string }): boolean =>
  signature === createHmac('sha256', sandboxKeys.webhookSecret).update(body).digest('hex');

describe('webhooks that are switched off', () => {
  test('are not sent, not queued misbehaviour is used up, and none is made up for later', async () => {
    razorpay.switchWebhooks('off');
    razorpay.misbehave({ operation: 'webhook', kind: 'duplicate' });
    razorpay.refundFromDashboard(paid(razorpay));
    await razorpay.passTime(10 * 86_400_000);
    expect(receiver.received).toEqual([]);
    expect(new Set(razorpay.listEvents().map(({ state }) => state))).toEqual(new Set(['dropped']));
    razorpay.switchWebhooks('on');
    razorpay.pay(newOrder(razorpay), { outcome: 'failed' });
    await razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['payment.failed', 'payment.failed']);
  });
});

describe('a single event', () => {
  test('can be held until it is released by its id; the others are not held up', async () => {
    razorpay.misbehave({ operation: 'webhook', kind: 'hold', event: 'payment.captured' });
    razorpay.misbehave({ operation: 'webhook', kind: 'hold', event: 'payment.authorized' });
    paid(razorpay);
    await razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['order.paid']);
    razorpay.releaseHeldEvents(eventOf('payment.captured').id);
    await razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['order.paid', 'payment.captured']);
    razorpay.releaseHeldEvents();
    await razorpay.webhooksIdle();
    expect(receiver.types().at(-1)).toBe('payment.authorized');
  });

  test('of one order only can be chosen, and a call about one payment', async () => {
    const [mine, other] = [newOrder(razorpay), newOrder(razorpay)];
    razorpay.misbehave({ operation: 'webhook', kind: 'drop', times: 3, of: mine });
    razorpay.pay(other);
    const { id } = razorpay.pay(mine).payment;
    await razorpay.webhooksIdle();
    expect(receiver.received.map(({ body }) => body.includes(mine))).toEqual([false, false, false]);
    razorpay.misbehave({ operation: 'fetch-payment', kind: 'html-502', of: id });
    const call = razorpayHttp(sandbox.url);
    expect((await call('GET', `/v1/payments/${paid(razorpay)}`)).status).toBe(200);
    expect((await call('GET', `/v1/payments/${id}`)).status).toBe(502);
  });

  test('can be delayed by days of the clock', async () => {
    const delayMs = 3 * 86_400_000;
    razorpay.misbehave({ operation: 'webhook', kind: 'delay', delayMs, event: 'payment.captured' });
    paid(razorpay);
    await razorpay.passTime(delayMs - 60_000);
    expect(receiver.types()).toEqual(['payment.authorized', 'order.paid']);
    await razorpay.passTime(60_000);
    expect(receiver.types().at(-1)).toBe('payment.captured');
  });

  test('can be preceded by an old body under its id, rightly signed; the true one follows', async () => {
    paid(razorpay);
    await razorpay.webhooksIdle();
    razorpay.misbehave({ operation: 'webhook', kind: 'old-body', event: 'payment.failed' });
    razorpay.pay(newOrder(razorpay), { outcome: 'failed' });
    await razorpay.webhooksIdle();
    const [forged, genuine] = receiver.received.slice(3);
    expect(forged?.eventId).toBe(genuine?.eventId);
    expect([forged?.type, genuine?.type]).toEqual(['order.paid', 'payment.failed']);
    expect([forged, genuine].every((one) => one !== undefined && isRightlySigned(one))).toBe(true);
    expect(eventOf('payment.failed').state).toBe('delivered');
  });

  test('can be sent under any other id by hand', async () => {
    razorpay.misbehave({ operation: 'webhook', kind: 'hold', event: 'order.paid' });
    paid(razorpay);
    await razorpay.webhooksIdle();
    const held = eventOf('order.paid');
    await razorpay.sendUnderId(held.id, eventOf('payment.authorized').id);
    expect(receiver.received.at(-1)).toMatchObject({ eventId: held.id, type: 'payment.authorized' });
    expect(held.state).toBe('held');
    await expect(razorpay.sendUnderId(held.id, 'unknown')).rejects.toThrow('does not exist');
  });
});

describe('a refusal', () => {
  test('may be given its status and words', async () => {
    razorpay.misbehave({
      operation: 'create-order',
      kind: 'refuse',
      status: 403,
      description: 'Merchant is not permitted',
    });
    const call = razorpayHttp(sandbox.url);
    const answer = await call('POST', '/v1/orders', { body: { amount: 500, currency: 'INR' } });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      error: { description: 'Merchant is not permitted', reason: null },
    });
  });
});
