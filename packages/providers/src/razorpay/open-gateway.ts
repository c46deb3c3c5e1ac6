import type { OpenGatewayOptions } from '@holdfast/core/ports/payment-gateway';
import { createRazorpayGateway, type RazorpayGateway } from './gateway.ts';
import type { RazorpaySettings } from './settings.ts';

export function openRazorpay(settings: RazorpaySettings, options: OpenGatewayOptions): RazorpayGateway {
  return createRazorpayGateway({
    baseUrl: settings.RAZORPAY_BASE_URL,
    keyId: settings.RAZORPAY_KEY_ID,
    keySecret: settings.RAZORPAY_KEY_SECRET,
    accountId: settings.RAZORPAY_ACCOUNT_ID,
    webhookSecrets: {
      current: settings.RAZORPAY_WEBHOOK_SECRET,
      previous: settings.RAZORPAY_WEBHOOK_SECRET_PREVIOUS ?? null,
    },
    checkoutScriptUrl: settings.RAZORPAY_CHECKOUT_URL,
    timeoutMs: options.timeoutMs,
  });
}
