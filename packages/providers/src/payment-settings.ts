import { z } from 'zod';
import { razorpaySettings } from './razorpay/settings.ts';

/** The settings of every payment provider, one line each. */
export const paymentSettings = {
  ...razorpaySettings,
};

const schema = z.object(paymentSettings);

export type PaymentSettings = z.output<typeof schema>;
