import { createHmac, randomUUID } from 'node:crypto';
import type { BenchClinic, Caller, Slot } from './fill.ts';
import type { Request } from './load.ts';

export function get(path: string, caller: Caller): Request {
  return {
    method: 'GET',
    path: `/api/v1${path}`,
    headers: { authorization: `Bearer ${caller.token}`, 'x-forwarded-for': caller.address },
  };
}

/** A command as a client sends it: bearer token, and a fresh idempotency key. */
export function post(path: string, caller: Caller, body: unknown): Request {
  return {
    method: 'POST',
    path: `/api/v1${path}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${caller.token}`,
      'idempotency-key': randomUUID(),
      'x-forwarded-for': caller.address,
    },
    body: JSON.stringify(body),
  };
}

export function holdRequest(clinic: BenchClinic, slot: Slot): Request {
  const { clinicId, serviceId, patientId } = clinic;
  return post('/bookings', clinic.nextCaller(), {
    clinicId,
    serviceId,
    patientId,
    ...slot,
    keepIfLate: false,
  });
}

export interface BenchOrder {
  readonly orderId: string;
  readonly amountMinor: number;
}

const idOf = (kind: 'pay' | 'rfnd', { orderId }: BenchOrder): string =>
  `${kind}_${orderId.slice('order_'.length)}`;

function paymentEntity(order: BenchOrder, seconds: number, refundedMinor = 0) {
  return {
    id: idOf('pay', order),
    entity: 'payment',
    amount: order.amountMinor,
    currency: 'INR',
    base_amount: order.amountMinor,
    status: refundedMinor > 0 ? 'refunded' : 'captured',
    order_id: order.orderId,
    invoice_id: null,
    international: false,
    method: 'upi',
    amount_refunded: refundedMinor,
    amount_transferred: 0,
    refund_status: refundedMinor > 0 ? 'full' : null,
    captured: true,
    description: null,
    card_id: null,
    bank: null,
    wallet: null,
    vpa: 'payer@examplebank',
    email: 'p@example.org',
    contact: '+910000000000',
    notes: [],
    fee: 1888,
    tax: 288,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: { rrn: '000000000001' },
    created_at: seconds,
  };
}

function refundEntity(order: BenchOrder, seconds: number) {
  return {
    id: idOf('rfnd', order),
    entity: 'refund',
    amount: order.amountMinor,
    currency: 'INR',
    payment_id: idOf('pay', order),
    notes: [],
    receipt: null,
    acquirer_data: { arn: null },
    created_at: seconds,
    batch_id: null,
    status: 'processed',
    speed_processed: 'normal',
    speed_requested: 'normal',
  };
}

const events = {
  'payment.captured': (order: BenchOrder, seconds: number) => ({
    payment: { entity: paymentEntity(order, seconds) },
  }),
  /** In full, made by a person at the provider. */
  'refund.processed': (order: BenchOrder, seconds: number) => ({
    refund: { entity: refundEntity(order, seconds) },
    payment: { entity: paymentEntity(order, seconds, order.amountMinor) },
  }),
};

/** A signed delivery. */
export function webhookRequest(
  event: keyof typeof events,
  order: BenchOrder,
  account: string,
  secret: string,
): Request {
  const seconds = Math.floor(Date.now() / 1000);
  const payload = events[event](order, seconds);
  const body = JSON.stringify({
    entity: 'event',
    account_id: account,
    event,
    contains: Object.keys(payload),
    payload,
    created_at: seconds,
  });
  return {
    method: 'POST',
    path: '/webhooks/razorpay',
    headers: {
      'content-type': 'application/json',
      'x-razorpay-signature': createHmac('sha256', secret).update(body).digest('hex'),
      'x-razorpay-event-id': `evt_${event}_${order.orderId}`,
    },
    body,
  };
}
