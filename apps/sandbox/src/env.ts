import { optional, preset, readSettings, required } from '@holdfast/contract/settings/define-settings';
import { atLeast, matching, text, webUrl, yesOrNo } from '@holdfast/contract/settings/kinds';
import { listenSettings } from '@holdfast/contract/settings/process-settings';

/** The keys that the stand-in accepts; what a real account looks like, without an import of the provider it plays. */
const keySettings = {
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

export const sandboxSettings = {
  ...listenSettings('4600'),
  ...keySettings,
  WEBHOOK_URL: optional(webUrl, {
    meaning: 'Where webhooks are sent; nowhere unless given.',
    isInternal: true,
  }),
  SANDBOX_DATA_DIR: optional(text, {
    meaning: 'Where its state is kept; in memory unless given.',
    isInternal: true,
  }),
  WHATSAPP_AUTO_LINK: preset(yesOrNo, 'false', {
    meaning: 'Whether a phone links itself as soon as a code is shown.',
    isInternal: true,
  }),
};

export function readEnv(source: NodeJS.ProcessEnv) {
  const env = readSettings('The sandbox', sandboxSettings, source);
  return {
    ...env,
    WEBHOOK_URL: env.WEBHOOK_URL ?? null,
    SANDBOX_DATA_DIR: env.SANDBOX_DATA_DIR ?? null,
  };
}
