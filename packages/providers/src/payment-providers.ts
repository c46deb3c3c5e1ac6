import type { OpenGatewayOptions, PaymentGateway } from '@holdfast/core/ports/payment-gateway';
import type { PaymentSettings } from './payment-settings.ts';
import { openRazorpay } from './razorpay/open-gateway.ts';

/** Opens the accounts whose keys are in the settings, one line per provider. */
export function openPaymentGateways(
  settings: PaymentSettings,
  options: OpenGatewayOptions,
): PaymentGateway[] {
  return [openRazorpay(settings, options)];
}
