import { z } from 'zod';
import type { Bank } from './bank.ts';
import type { Book, OrderRecord } from './book.ts';
import { longestManualMinutes } from './defaults.ts';
import { type Collection, type OrderEntity, type PaymentEntity, toCollection, toNotes } from './entities.ts';
import { Refusal } from './refusal.ts';
import { listQuery, notesShape, pageOf } from './request-body.ts';

const captureOptions = z
  .strictObject({
    automatic_expiry_period: z.int().min(12).optional(),
    manual_expiry_period: z.int().max(longestManualMinutes).optional(),
    refund_speed: z.enum(['normal', 'optimum']).optional(),
  })
  .refine(
    ({ automatic_expiry_period: automatic, manual_expiry_period: manual }) =>
      automatic === undefined || manual === undefined || manual >= automatic,
    { path: ['manual_expiry_period'], message: 'must not be less than automatic_expiry_period' },
  );

const capturePlan = z
  .strictObject({ capture: z.enum(['automatic', 'manual']), capture_options: captureOptions.optional() })
  .refine(
    (plan) =>
      plan.capture === 'manual' ||
      plan.capture_options === undefined ||
      plan.capture_options.automatic_expiry_period !== undefined,
    {
      path: ['capture_options', 'automatic_expiry_period'],
      message: 'is required when capture is automatic',
    },
  );

export const createOrderBody = z.strictObject({
  amount: z.int('must be an integer').min(100, 'Order amount less than minimum amount allowed'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter code'),
  receipt: z.string().max(40, 'may not be longer than 40 characters').optional(),
  notes: notesShape.optional(),
  partial_payment: z.literal(false).optional(),
  payment: capturePlan.optional(),
  payment_capture: z.union([z.literal(0), z.literal(1), z.boolean()]).optional(),
});

export const updateOrderBody = z.strictObject({ notes: notesShape });

export const listOrdersQuery = listQuery.extend({
  receipt: z.string().optional(),
  authorized: z.enum(['0', '1']).optional(),
});

export function createOrder(bank: Bank, body: z.output<typeof createOrderBody>): OrderRecord {
  if (body.payment !== undefined && body.payment_capture !== undefined) {
    throw new Refusal('payment_capture should not be sent together with payment', {
      field: 'payment_capture',
    });
  }
  const automatic = body.payment?.capture === 'automatic' || Boolean(body.payment_capture);
  return bank.createOrder({
    amount: body.amount,
    currency: body.currency,
    receipt: body.receipt ?? null,
    notes: toNotes(body.notes),
    captureMode: automatic ? 'automatic' : 'manual',
    automaticMinutes: body.payment?.capture_options?.automatic_expiry_period ?? null,
    manualMinutes: body.payment?.capture_options?.manual_expiry_period ?? longestManualMinutes,
  });
}

export function listOrders(book: Book, query: z.output<typeof listOrdersQuery>): Collection<OrderEntity> {
  const orders = [...book.orders.values()]
    .map((record) => record.entity)
    .filter((order) => query.receipt === undefined || order.receipt === query.receipt)
    .filter((order) => query.authorized !== '1' || hasAuthorizedPayment(book, order.id));
  return toCollection(pageOf(orders, query));
}

export function updateOrder(
  book: Book,
  orderId: string,
  body: z.output<typeof updateOrderBody>,
): OrderEntity {
  const { entity } = book.order(orderId);
  entity.notes = toNotes(body.notes);
  book.changed();
  return entity;
}

export function listOrderPayments(book: Book, orderId: string): Collection<PaymentEntity> {
  book.order(orderId);
  return toCollection(
    book
      .paymentsOf(orderId)
      .map((record) => record.entity)
      .reverse(),
  );
}

function hasAuthorizedPayment(book: Book, orderId: string): boolean {
  return book.paymentsOf(orderId).some((record) => record.entity.status === 'authorized');
}
