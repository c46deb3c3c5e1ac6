import { z } from 'zod';
import { Money } from '../../money.ts';

export const CheckoutPrefill = z
  .strictObject({ name: z.string(), contact: z.string() })
  .meta({ id: 'CheckoutPrefill' });

/** Fields of every provider's checkout; each provider adds its own in the file named after it. */
export const checkoutFields = {
  providerOrderId: z.string(),
  amount: Money,
  merchantName: z.string(),
  description: z.string(),
  prefill: CheckoutPrefill,
};
