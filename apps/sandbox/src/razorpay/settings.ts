import { required } from '@holdfast/contract/settings/define-settings';
import { atLeast, matching } from '@holdfast/contract/settings/kinds';

/** The keys that the stand-in accepts, in the form of a real account; it does not import the provider that it imitates. */
export const razorpaySettings = {
  RAZORPAY_KEY_ID: required(matching(/^rzp_(test|live)_[A-Za-z0-9]+$/, 'rzp_test_… or rzp_live_…'), {
    meaning: 'The key that callers log in with.',
    isSecret: true,
  }),
  RAZORPAY_KEY_SECRET: required(atLeast(8), { meaning: 'Its secret.', isSecret: true }),
  RAZORPAY_WEBHOOK_SECRET: required(atLeast(8), { meaning: 'Signs the webhooks.', isSecret: true }),
  RAZORPAY_ACCOUNT_ID: required(matching(/^acc_[A-Za-z0-9]+$/, 'acc_…'), {
    meaning: 'The account that it plays.',
    isSecret: true,
  }),
};

type Keys = Readonly<Record<keyof typeof razorpaySettings, string>>;

export const razorpayKeysOf = (settings: Keys) => ({
  keyId: settings.RAZORPAY_KEY_ID,
  keySecret: settings.RAZORPAY_KEY_SECRET,
  webhookSecret: settings.RAZORPAY_WEBHOOK_SECRET,
  accountId: settings.RAZORPAY_ACCOUNT_ID,
});
