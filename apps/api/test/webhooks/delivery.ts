import { createHmac, randomUUID } from 'node:crypto';
import { sandboxKeys } from '@holdfast/sandbox/create-sandbox';
import type { Held } from '@holdfast/testkit/booking-steps';
import type { ApiRig } from '../support/api-rig.ts';
import { type Answer, send } from '../support/http-client.ts';

export interface Delivery {
  readonly body: string;
  readonly signature: string;
  readonly eventId: string;
}

/** The provider's event for a paid order, signed as the provider signs. */
export function captureOf(held: Held, change: { secret?: string; paymentId?: string } = {}): Delivery {
  const { checkout } = held.offer;
  if (!checkout) throw new Error('this booking has no provider order');
  const payment = {
    id: change.paymentId ?? `pay_${randomUUID().replaceAll('-', '').slice(0, 14)}`,
    entity: 'payment',
    amount: checkout.amount.amountMinor,
    currency: checkout.amount.currency,
    base_amount: checkout.amount.amountMinor,
    status: 'captured',
    order_id: checkout.providerOrderId,
    method: 'upi',
    captured: true,
    fee: 1888,
    tax: 288,
    error_code: null,
    error_reason: '',
    notes: [],
    created_at: Math.floor(Date.now() / 1_000),
  };
  const body = JSON.stringify({
    entity: 'event',
    account_id: sandboxKeys.accountId,
    event: 'payment.captured',
    contains: ['payment'],
    payload: { payment: { entity: payment } },
    created_at: Math.floor(Date.now() / 1_000),
  });
  return signed(body, change.secret);
}

export function signed(body: string, secret: string = sandboxKeys.webhookSecret): Delivery {
  return { body, signature: createHmac('sha256', secret).update(body).digest('hex'), eventId: randomUUID() };
}

export function deliver(rig: ApiRig, delivery: Delivery): Promise<Answer> {
  return send(rig.url, 'POST', '/webhooks/razorpay', {
    raw: delivery.body,
    headers: {
      'content-type': 'application/json',
      'x-razorpay-signature': delivery.signature,
      'x-razorpay-event-id': delivery.eventId,
    },
  });
}
