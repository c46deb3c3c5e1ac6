import type { PaymentAdapter } from '@holdfast/core/ports/payment-adapter';
import type { OpenGatewayOptions, PaymentGateway } from '@holdfast/core/ports/payment-gateway';
import type { PaymentSettings } from './payment-settings.ts';
import { razorpayAdapter } from './razorpay/adapter.ts';
import { openRazorpay } from './razorpay/open-gateway.ts';

/** Opens the accounts whose keys are in the settings, one line per provider. */
export function openPaymentGateways(
  settings: PaymentSettings,
  options: OpenGatewayOptions,
): PaymentGateway[] {
  return [openRazorpay(settings, options)];
}

/** How accounts are opened whose keys are stored, one line per provider. */
export function paymentAdapters(settings: PaymentSettings, options: OpenGatewayOptions): PaymentAdapter[] {
  return [razorpayAdapter(settings, options)];
}
