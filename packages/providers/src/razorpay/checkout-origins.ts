import type { CheckoutOrigins } from '@holdfast/core/ports/payment-gateway';

/** The hosted checkout is loaded from one host, framed from another and reports to a third. */
const hosted = [
  'https://checkout.razorpay.com',
  'https://api.razorpay.com',
  'https://lumberjack.razorpay.com',
] as const;

/** A checkout script that does not come from the provider is a stand-in's, which has one host for everything. */
export function checkoutOrigins(scriptUrl: string): CheckoutOrigins {
  const { origin } = new URL(scriptUrl);
  return { script: [origin], page: origin === hosted[0] ? hosted : [origin] };
}
