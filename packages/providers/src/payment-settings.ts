import { z } from 'zod';
import { razorpaySettings } from './razorpay/settings.ts';
import { razorpayStandIn } from './razorpay/stand-in.ts';
import type { StandIn } from './stand-in.ts';

/** The settings of every payment provider, one line each. */
export const paymentSettings = {
  ...razorpaySettings,
};

/** How each is run without an account, one line each. */
export const standIns: readonly StandIn[] = [razorpayStandIn];

const schema = z.object(paymentSettings);

export type PaymentSettings = z.output<typeof schema>;
