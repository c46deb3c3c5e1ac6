import type { OpenGatewayOptions, PaymentGateways } from '@holdfast/core/ports/payment-gateway';
import type { PaymentSettings } from './payment-settings.ts';
import { openRazorpay } from './razorpay/open-gateway.ts';

/** Opens the gateway of every payment provider, one line each; a row's own provider says which one is called. */
export function openPaymentGateways(settings: PaymentSettings, options: OpenGatewayOptions): PaymentGateways {
  const gateways = [openRazorpay(settings, options)];
  return new Map(gateways.map((gateway) => [gateway.provider, gateway]));
}
