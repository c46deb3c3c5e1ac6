import { optional, preset, required } from '@holdfast/contract/settings/define-settings';
import { atLeast, matching, webUrl } from '@holdfast/contract/settings/kinds';
import { z } from 'zod';

// A key's secret is easily pasted into the line of its id, so neither is ever printed.
const isSecret = true;

/** The settings of this provider; an app's environment is composed of them. */
export const razorpaySettings = {
  RAZORPAY_KEY_ID: required(matching(/^rzp_(test|live)_[A-Za-z0-9]+$/, 'rzp_test_… or rzp_live_…'), {
    meaning:
      'With a key id the sandbox is not started, and secret, webhook secret and account are needed too.',
    isSecret,
  }),
  RAZORPAY_KEY_SECRET: required(atLeast(8), { meaning: 'The secret of the key.', isSecret }),
  RAZORPAY_WEBHOOK_SECRET: required(atLeast(8), { meaning: 'What the webhooks are signed with.', isSecret }),
  RAZORPAY_ACCOUNT_ID: required(matching(/^acc_[A-Za-z0-9]+$/, 'acc_…'), {
    meaning: 'The account that the money arrives in.',
    isSecret,
  }),
  RAZORPAY_WEBHOOK_SECRET_PREVIOUS: optional(atLeast(8), {
    meaning: 'The webhook secret before a rotation: Razorpay signs its retries with the old one.',
    isSecret,
  }),
  RAZORPAY_BASE_URL: preset(webUrl, 'https://api.razorpay.com', {
    meaning: "Another address of Razorpay's API; only for stand-ins.",
  }),
  RAZORPAY_CHECKOUT_URL: preset(webUrl, 'https://checkout.razorpay.com/v1/checkout.js', {
    meaning: 'Another address of its checkout script; only for stand-ins.',
  }),
};

const schema = z.object(razorpaySettings);

export type RazorpaySettings = z.output<typeof schema>;
