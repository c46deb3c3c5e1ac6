import { optional, preset, readSettings, required } from '@holdfast/contract/settings/define-settings';
import { atLeast, text, webUrl, wholeNumber, yesOrNo } from '@holdfast/contract/settings/kinds';
import { moneySettings } from '@holdfast/contract/settings/money-settings';
import {
  codeSettings,
  failPointSettings,
  listenSettings,
  logSettings,
} from '@holdfast/contract/settings/process-settings';
import { apiPoolSettings } from '@holdfast/db/settings';
import { crashReportSettings } from '@holdfast/providers/crash-report/settings';
import { wrappingSettings } from '@holdfast/providers/local-keys/settings';
import { paymentSettings } from '@holdfast/providers/payment-settings';
import { redisSettings } from '@holdfast/providers/redis/settings';

export const addressSettings = {
  PUBLIC_URL: required(webUrl, {
    meaning:
      'The address people type. Cookies, the Origin check and links follow it. http://localhost:<PORT> unless given.',
  }),
  TRUSTED_PROXIES: preset(wholeNumber(0, 5), '0', {
    meaning:
      "How many of your own proxies stand in front: the client's address is read that many places from the right.",
  }),
};

export const tokenSettings = {
  ACCESS_TOKEN_SECRET: required(atLeast(32), {
    meaning: 'Signs access tokens. Generated once into .holdfast/secrets.json unless given.',
    isSecret: true,
  }),
};

export const limitSettings = {
  MAX_IN_FLIGHT: preset(wholeNumber(1, 100_000), '200', { meaning: 'Requests at work at once.' }),
  MAX_STREAMS: preset(wholeNumber(1, 1_000_000), '2000', { meaning: 'Open live streams.' }),
};

export const metricsSettings = {
  METRICS_TOKEN: optional(atLeast(16), {
    meaning: 'When given, /metrics of the API wants it as a bearer token.',
    isSecret: true,
  }),
};

const starterSettings = {
  WEB_DIST: optional(text, {
    meaning: 'Folder of the built web app; absent: only the API is served.',
    isInternal: true,
  }),
  DEMO_MODE: preset(yesOrNo, 'false', { meaning: 'Whether this is the demo.', isInternal: true }),
};

export const apiSettings = {
  ...listenSettings('3000'),
  ...addressSettings,
  ...apiPoolSettings,
  ...redisSettings,
  ...tokenSettings,
  ...codeSettings,
  ...wrappingSettings,
  ...paymentSettings,
  ...moneySettings,
  ...logSettings,
  ...crashReportSettings,
  ...metricsSettings,
  ...limitSettings,
  ...starterSettings,
  ...failPointSettings,
};

/** The only reader of the environment in this app. Throws with every invalid variable and what it should be. */
export function readEnv(source: Readonly<Record<string, string | undefined>>) {
  const env = readSettings('The API', apiSettings, source);
  return { ...env, PUBLIC_URL: new URL(env.PUBLIC_URL) };
}

export type Env = ReturnType<typeof readEnv>;
