import { z } from 'zod';
import { Money } from '../../money.ts';

export const CheckoutPrefill = z
  .strictObject({ name: z.string(), contact: z.string() })
  .meta({ id: 'CheckoutPrefill' });

/** What every provider's checkout is about; the provider's own part is added in a file of its name. */
export const checkoutFields = {
  providerOrderId: z.string(),
  amount: Money,
  merchantName: z.string(),
  description: z.string(),
  prefill: CheckoutPrefill,
};
