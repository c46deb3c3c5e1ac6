import { z } from 'zod';
import { PaymentId } from '../../ids.ts';
import { Money } from '../../money.ts';

export const CheckoutPrefill = z
  .strictObject({ name: z.string(), contact: z.string() })
  .meta({ id: 'CheckoutPrefill' });

/** Fields of every provider's checkout; each provider adds its own in the file named after it. */
export const checkoutFields = {
  /** What the order is for: confirm the callback of the checkout with it. */
  paymentId: PaymentId,
  providerOrderId: z.string(),
  /** What is unpaid of the price. */
  amount: Money,
  merchantName: z.string(),
  description: z.string(),
  prefill: CheckoutPrefill,
};
