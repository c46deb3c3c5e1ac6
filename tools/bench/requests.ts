import { createHmac, randomUUID } from 'node:crypto';
import type { BenchContent, BenchOrder } from './fill.ts';
import type { Request } from './load.ts';

/** Whole-route holds: bearer token, zod, idempotency key, audit. */
export function holdRequests(content: BenchContent, slots: BenchContent['slots'], token: string): Request[] {
  return slots.map((slot) => ({
    path: '/api/v1/bookings',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      clinicId: content.clinicId,
      doctorId: slot.doctorId,
      serviceId: content.serviceId,
      patientId: content.patientId,
      startsAt: slot.startsAt,
      keepIfLate: false,
    }),
  }));
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

/** Signed deliveries of `payment.captured`, one event per order. */
export function webhookRequests(orders: readonly BenchOrder[], account: string, secret: string): Request[] {
  return orders.map((order) => {
    const body = capturedBody(order, account);
    return {
      path: '/webhooks/razorpay',
      headers: {
        'content-type': 'application/json',
        'x-razorpay-signature': createHmac('sha256', secret).update(body).digest('hex'),
        'x-razorpay-event-id': `evt_${order.orderId}`,
      },
      body,
    };
  });
}
