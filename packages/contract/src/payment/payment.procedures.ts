import { z } from 'zod';
import { can, ownOr } from '../auth/access.ts';
import { Booking } from '../booking/booking.schemas.ts';
import { BillId, PaymentId } from '../ids.ts';
import { command, query } from '../procedure.ts';
import { Reason } from '../text.ts';
import { CheckoutOffer, Payment } from './payment.schemas.ts';

export const readPayment = query({
  id: 'payments.get',
  summary: 'One charge with its attempts and refunds',
  path: '/payments/{paymentId}',
  access: ownOr('payments.read'),
  input: z.strictObject({ paymentId: PaymentId }),
  output: Payment,
  errors: ['NOT_FOUND'],
});

export const openCheckout = command({
  id: 'bills.checkout',
  summary: 'Values that open the checkout; creates the provider order if there is none',
  path: '/bills/{billId}/checkout',
  access: ownOr('payments.collect'),
  audit: 'row',
  shows: ['booking'],
  idempotent: false,
  input: z.strictObject({ billId: BillId }),
  output: CheckoutOffer,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'HOLD_EXPIRED', 'ORDER_REJECTED'],
});

/** Shape of an id at the provider: prefix and case-sensitive alphanumerics. */
const providerId = z.string().regex(/^[A-Za-z0-9_]{6,64}$/);

export const confirmPayment = command({
  id: 'payments.confirm',
  summary: "Confirm a payment by the browser's callback: verified, then fetched from the provider",
  path: '/payments/{paymentId}/confirm',
  access: ownOr('payments.collect'),
  audit: 'row',
  shows: ['booking', 'message', 'payment'],
  idempotent: false,
  input: z.strictObject({
    paymentId: PaymentId,
    providerPaymentId: providerId,
    providerOrderId: providerId,
    /** The signed values that the provider's page returned, in the provider's own form. */
    signature: z
      .string()
      .regex(/^[!-~]{16,1000}$/, 'must be 16 to 1,000 printable characters without spaces'),
  }),
  output: Booking,
  errors: ['NOT_FOUND', 'INVALID_SIGNATURE', 'PAYMENT_MISMATCH', 'PROVIDER_UNAVAILABLE'],
});

/** What a person may decide about the money of one attempt. */
export const paymentRulings = [
  /** Wrong money counts for the bill, as far as its currency allows. */
  'place',
  /** It goes back now, without waiting for the rule. */
  'return',
  /** A new request for what the provider has refused to give back. */
  'ask_again',
] as const;
export type PaymentRuling = (typeof paymentRulings)[number];

export const rulePayment = command({
  id: 'payments.rule',
  summary: 'Decide about money that no rule places, or ask again for a refund that was refused',
  path: '/payments/{paymentId}/rule',
  access: can('payments.rule'),
  audit: 'row',
  shows: ['booking', 'message', 'payment'],
  idempotent: false,
  input: z.strictObject({
    paymentId: PaymentId,
    providerPaymentId: providerId,
    ruling: z.enum(paymentRulings),
    reason: Reason,
  }),
  output: Payment,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});
