import { z } from 'zod';
import type { Bank } from './bank.ts';
import type { Book } from './book.ts';
import type { PaymentEntity } from './entities.ts';
import { Refusal } from './refusal.ts';

export const captureBody = z.strictObject({
  amount: z.int('The amount must be an integer.'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter code'),
});

export function capturePayment(
  book: Book,
  bank: Bank,
  paymentId: string,
  body: z.output<typeof captureBody>,
  by: 'api' | 'control' = 'api',
): PaymentEntity {
  const payment = book.payment(paymentId);
  const { entity } = payment;
  const metadata = {
    payment_id: entity.id,
    ...(entity.order_id === null ? {} : { order_id: entity.order_id }),
  };
  if (entity.captured) {
    throw new Refusal('This payment has already been captured', {
      reason: 'payment_already_captured',
      metadata,
    });
  }
  if (entity.status !== 'authorized') {
    throw new Refusal('Only payments which have been authorized and not yet captured can be captured', {
      reason: 'payment_not_authorized',
      metadata,
    });
  }
  if (body.amount !== entity.amount || body.currency !== entity.currency) {
    throw new Refusal('Capture amount must be equal to the amount authorized', {
      reason: 'capture_amount_mismatch',
      field: body.amount === entity.amount ? 'currency' : 'amount',
      metadata,
    });
  }
  const order = entity.order_id === null ? undefined : book.orders.get(entity.order_id);
  if (order?.entity.status === 'paid') {
    throw new Refusal('The order has already been paid', { reason: 'order_already_paid', metadata });
  }
  bank.capture(payment, by);
  return entity;
}
