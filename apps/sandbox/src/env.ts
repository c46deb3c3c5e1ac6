import { optional, preset, readSettings } from '@holdfast/contract/settings/define-settings';
import { text, webUrl, yesOrNo } from '@holdfast/contract/settings/kinds';
import { listenSettings } from '@holdfast/contract/settings/process-settings';
import { razorpayKeysOf, razorpaySettings } from './razorpay/settings.ts';

export const sandboxSettings = {
  ...listenSettings('4600'),
  ...razorpaySettings,
  WEBHOOK_URL: optional(webUrl, {
    meaning: 'URL below which each provider sends its webhooks; by default none are sent.',
    isInternal: true,
  }),
  SANDBOX_DATA_DIR: optional(text, {
    meaning: 'Folder for its state; by default in memory.',
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

/** Options of each provider's stand-in. */
export const providerOptions = (env: ReturnType<typeof readEnv>) => ({
  ...razorpayKeysOf(env),
  webhookUrl: env.WEBHOOK_URL && `${env.WEBHOOK_URL}/razorpay`,
  dataDir: env.SANDBOX_DATA_DIR,
  whatsapp: { autoLink: env.WHATSAPP_AUTO_LINK },
});
