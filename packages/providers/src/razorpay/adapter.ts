import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import type { PaymentAdapter, SecretForm } from '@holdfast/core/ports/payment-adapter';
import type { OpenGatewayOptions } from '@holdfast/core/ports/payment-gateway';
import { checkoutOrigins } from './checkout-origins.ts';
import { createRazorpayGateway } from './gateway.ts';
import type { RazorpaySettings } from './settings.ts';

const accepting = (pattern: RegExp) => (value: string) => pattern.test(value);

const secrets: readonly SecretForm[] = [
  {
    purpose: 'api_key',
    form: 'rzp_test_… or rzp_live_…',
    accepts: accepting(/^rzp_(test|live)_[A-Za-z0-9]{4,60}$/),
  },
  { purpose: 'api_secret', form: 'at least 8 characters', accepts: accepting(/^[!-~]{8,200}$/) },
  { purpose: 'webhook_current', form: 'at least 8 characters', accepts: accepting(/^[!-~]{8,200}$/) },
];

type Addresses = Pick<RazorpaySettings, 'RAZORPAY_BASE_URL' | 'RAZORPAY_CHECKOUT_URL'>;

/** Opens accounts whose keys are stored; the addresses are those of the environment's account. */
export function razorpayAdapter(settings: Addresses, options: OpenGatewayOptions): PaymentAdapter {
  const { RAZORPAY_BASE_URL: baseUrl, RAZORPAY_CHECKOUT_URL: checkoutScriptUrl } = settings;
  return {
    provider: 'razorpay',
    accountRef: { form: 'acc_…', accepts: accepting(/^acc_[A-Za-z0-9]{4,60}$/) },
    secrets,
    checkoutOrigins: checkoutOrigins(checkoutScriptUrl),
    open: ({ accountRef, secrets: opened }) => {
      const needed = (purpose: SecretPurpose): string => {
        const value = opened.get(purpose);
        if (value === undefined) throw new Error(`no ${purpose}`);
        return value;
      };
      return createRazorpayGateway({
        baseUrl,
        checkoutScriptUrl,
        keyId: needed('api_key'),
        keySecret: needed('api_secret'),
        accountId: accountRef,
        webhookSecrets: {
          current: needed('webhook_current'),
          previous: opened.get('webhook_previous') ?? null,
        },
        timeoutMs: options.timeoutMs,
      });
    },
  };
}
