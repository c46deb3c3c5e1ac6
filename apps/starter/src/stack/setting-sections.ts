import {
  addressSettings,
  apiSettings,
  limitSettings,
  metricsSettings,
  tokenSettings,
} from '@holdfast/api/env';
import { optional } from '@holdfast/contract/settings/define-settings';
import { port, text, yesOrNo } from '@holdfast/contract/settings/kinds';
import { moneySettings } from '@holdfast/contract/settings/money-settings';
import { codeSettings, logSettings } from '@holdfast/contract/settings/process-settings';
import type { SettingSection } from '@holdfast/contract/settings/render-example';
import { apiPoolSettings, ownerSettings, superuserSettings, workerPoolSettings } from '@holdfast/db/settings';
import { crashReportSettings } from '@holdfast/providers/crash-report/settings';
import { wrappingSettings } from '@holdfast/providers/local-keys/settings';
import { paymentSettings } from '@holdfast/providers/payment-settings';
import { redisSettings } from '@holdfast/providers/redis/settings';
import { whatsappWebSettings } from '@holdfast/providers/whatsapp-web/settings';
import { lateMoneySettings, paceSettings } from '@holdfast/worker/env';

const where = {
  PORT: optional(port(1), {
    meaning: 'Port of the page and the API. Default: 3000, or a free port that this folder then keeps.',
  }),
  HOST: apiSettings.HOST,
  ...addressSettings,
  HOLDFAST_DEMO: optional(yesOrNo, {
    meaning:
      'true: fill in the demo clinics and allow the demo log-ins. Default: true if no key of a payment provider is set.',
  }),
};
const databases = { ...ownerSettings, ...superuserSettings, ...apiPoolSettings, ...workerPoolSettings };
const secrets = { ...tokenSettings, ...codeSettings, ...wrappingSettings };
const money = { ...paymentSettings, ...moneySettings, ...lateMoneySettings };
const watching = { ...logSettings, ...crashReportSettings, ...metricsSettings };
const starter = {
  HOLDFAST_DIR: optional(text, {
    meaning: 'Folder for data, secrets and logs. Default: .holdfast in this folder. Not read from `.env`.',
  }),
  HOLDFAST_NO_APT: optional(text, {
    meaning: '1: never call apt-get; print the command that installs what is missing.',
  }),
};

/** Every setting of `npm start`. */
export const startSettings = {
  ...where,
  ...databases,
  ...redisSettings,
  ...secrets,
  ...money,
  ...whatsappWebSettings,
  ...paceSettings,
  ...limitSettings,
  ...watching,
  ...starter,
};

/** The same, in the order of `.env.example`. */
export const settingSections: readonly SettingSection[] = [
  { title: 'Where it runs', settings: where },
  { title: 'PostgreSQL 18 or newer. Without DATABASE_URL Holdfast brings its own.', settings: databases },
  { title: 'Redis or Valkey', settings: redisSettings },
  { title: 'Secrets', settings: secrets },
  { title: 'Payment providers. Without a key the sandbox plays them.', settings: money },
  { title: 'WhatsApp, driven through Chromium', settings: whatsappWebSettings },
  { title: "The worker's pace", settings: paceSettings },
  { title: "The API's limits", settings: limitSettings },
  { title: 'Watching it', settings: watching },
  { title: 'The starter itself', settings: starter },
];
