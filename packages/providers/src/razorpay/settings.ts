import { z } from 'zod';

/** An empty variable in an env file means that it is not set. */
const unlessEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const secret = z.string().min(8, 'must have at least 8 characters');
const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** The settings of this provider; an app's environment is composed of them. */
export const razorpaySettings = {
  RAZORPAY_KEY_ID: z
    .string()
    .regex(/^rzp_(test|live)_[A-Za-z0-9]+$/, 'must look like rzp_test_… or rzp_live_…'),
  RAZORPAY_KEY_SECRET: secret,
  RAZORPAY_WEBHOOK_SECRET: secret,
  /** Set during a rotation: the provider signs its retries with the old one. */
  RAZORPAY_WEBHOOK_SECRET_PREVIOUS: unlessEmpty(secret),
  RAZORPAY_ACCOUNT_ID: z.string().regex(/^acc_[A-Za-z0-9]+$/, 'must look like acc_…'),
  RAZORPAY_BASE_URL: unlessEmpty(webUrl).transform((value) => value ?? 'https://api.razorpay.com'),
  RAZORPAY_CHECKOUT_URL: unlessEmpty(webUrl).transform(
    (value) => value ?? 'https://checkout.razorpay.com/v1/checkout.js',
  ),
};

const schema = z.object(razorpaySettings);

export type RazorpaySettings = z.output<typeof schema>;
