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

function capturedBody(order: BenchOrder, account: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  const entity = {
    id: `pay_${order.orderId.slice('order_'.length)}`,
    entity: 'payment',
    amount: order.amountMinor,
    currency: 'INR',
    base_amount: order.amountMinor,
    status: 'captured',
    order_id: order.orderId,
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
  return JSON.stringify({
    entity: 'event',
    account_id: account,
    event: 'payment.captured',
    contains: ['payment'],
    payload: { payment: { entity } },
    created_at: seconds,
  });
}

/** A signed delivery of `payment.captured`. */
export function webhookRequest(order: BenchOrder, account: string, secret: string): Request {
  const body = capturedBody(order, account);
  return {
    method: 'POST',
    path: '/webhooks/razorpay',
    headers: {
      'content-type': 'application/json',
      'x-razorpay-signature': createHmac('sha256', secret).update(body).digest('hex'),
      'x-razorpay-event-id': `evt_${order.orderId}`,
    },
    body,
  };
}
