import { z } from 'zod';
import { checkoutFields } from './checkout-fields.ts';

export const RazorpayCheckout = z
  .strictObject({
    provider: z.literal('razorpay'),
    keyId: z.string(),
    scriptUrl: z.string(),
    ...checkoutFields,
  })
  .meta({ id: 'RazorpayCheckout' });
