import { z } from 'zod';

/**
 * What Razorpay sends, read leniently: unknown fields pass, optional ones may be absent, null or empty, and closed-looking
 * words stay open sets. Only what Holdfast decides by is required.
 */
const minorUnits = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(0));
const unixTime = z.number().transform((seconds) => new Date(seconds * 1000));
const maybeText = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value === undefined || value === '' ? null : value));
const maybeMinorUnits = minorUnits
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
/** An empty set of notes is an empty array. */
const notes = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((pairs) => new Map(Object.entries(pairs)));
const currency = z.string().regex(/^[A-Z]{3}$/);

export const orderAnswer = z.object({
  id: z.string().min(1),
  amount: minorUnits,
  currency,
  receipt: maybeText,
  status: z.string(),
  created_at: unixTime,
});
export type OrderAnswer = z.output<typeof orderAnswer>;

export const paymentAnswer = z.object({
  id: z.string().min(1),
  order_id: maybeText,
  amount: minorUnits,
  currency,
  status: z.string(),
  captured: z.boolean().nullish().catch(null),
  method: maybeText,
  base_amount: maybeMinorUnits,
  fee: maybeMinorUnits,
  tax: maybeMinorUnits,
  fee_bearer: maybeText,
  error_code: maybeText,
  error_reason: maybeText,
  created_at: unixTime,
});
export type PaymentAnswer = z.output<typeof paymentAnswer>;

export const refundAnswer = z.object({
  id: z.string().min(1),
  payment_id: z.string().min(1),
  amount: minorUnits,
  currency,
  status: z.string(),
  receipt: maybeText,
  notes,
  acquirer_data: z.looseObject({ arn: maybeText, rrn: maybeText, utr: maybeText }).nullish().catch(null),
  created_at: unixTime,
});
export type RefundAnswer = z.output<typeof refundAnswer>;

function collectionOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) });
}
/** The one part of an event's order that is read. */
export const orderInEvent = orderAnswer.pick({ id: true, receipt: true });

export const orderCollection = collectionOf(orderAnswer);
export const paymentCollection = collectionOf(paymentAnswer);
export const refundCollection = collectionOf(refundAnswer);
/** Any list, of which nothing but its being one is read. */
export const anyCollection = collectionOf(z.unknown());

export const webhookEnvelope = z.object({
  account_id: maybeText,
  event: z.string().min(1),
  payload: z.record(z.string(), z.unknown()).catch({}),
  created_at: unixTime.optional().catch(undefined),
});
export type WebhookEnvelope = z.output<typeof webhookEnvelope>;
