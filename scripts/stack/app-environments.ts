import { join } from 'node:path';
import type { Chromium } from './chromium.ts';
import type { DatabaseUrls } from './database-urls.ts';
import type { PortName, Secrets } from './memory.ts';
import { isDemo, type Settings, usesSandbox } from './settings.ts';

export type Environment = Record<string, string>;

export type StackFacts = {
  settings: Settings;
  secrets: Secrets;
  ports: Record<PortName, number>;
  urls: DatabaseUrls;
  redisUrl: string | null;
  chromium: Chromium | null;
  repoRoot: string;
  holdfastDir: string;
};

export const publicUrl = ({ settings, ports }: Pick<StackFacts, 'settings' | 'ports'>): string =>
  settings.PUBLIC_URL ?? `http://localhost:${ports.web}`;

export const sandboxUrl = ({ ports }: Pick<StackFacts, 'ports'>): string =>
  `http://127.0.0.1:${ports.sandbox}`;

/** An absent value is an absent variable, never an empty one. */
function present(values: Record<string, string | number | null | undefined>): Environment {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function razorpay(facts: StackFacts): Environment {
  const { settings, secrets } = facts;
  if (!usesSandbox(settings)) {
    return present({
      RAZORPAY_KEY_ID: settings.RAZORPAY_KEY_ID,
      RAZORPAY_KEY_SECRET: settings.RAZORPAY_KEY_SECRET,
      RAZORPAY_WEBHOOK_SECRET: settings.RAZORPAY_WEBHOOK_SECRET,
      RAZORPAY_WEBHOOK_SECRET_PREVIOUS: settings.RAZORPAY_WEBHOOK_SECRET_PREVIOUS,
      RAZORPAY_ACCOUNT_ID: settings.RAZORPAY_ACCOUNT_ID,
      RAZORPAY_BASE_URL: settings.RAZORPAY_BASE_URL,
      RAZORPAY_CHECKOUT_URL: settings.RAZORPAY_CHECKOUT_URL,
    });
  }
  return {
    RAZORPAY_KEY_ID: secrets.sandbox.keyId,
    RAZORPAY_KEY_SECRET: secrets.sandbox.keySecret,
    RAZORPAY_WEBHOOK_SECRET: secrets.sandbox.webhookSecret,
    RAZORPAY_ACCOUNT_ID: secrets.sandbox.accountId,
    RAZORPAY_BASE_URL: sandboxUrl(facts),
    RAZORPAY_CHECKOUT_URL: `${sandboxUrl(facts)}/checkout.js`,
  };
}

function common({ settings, secrets, redisUrl }: StackFacts): Environment {
  return present({
    NODE_ENV: 'production',
    REDIS_URL: redisUrl,
    OTP_SECRET: settings.OTP_SECRET ?? secrets.otpSecret,
    LOG_LEVEL: settings.LOG_LEVEL ?? 'info',
    SENTRY_DSN: settings.SENTRY_DSN,
  });
}

export function apiEnvironment(facts: StackFacts): Environment {
  const { settings, secrets, ports, urls, repoRoot } = facts;
  return {
    ...common(facts),
    ...razorpay(facts),
    ...present({
      PORT: ports.web,
      PUBLIC_URL: publicUrl(facts),
      DATABASE_URL_API: urls.api,
      DATABASE_URL_INGEST: urls.ingest,
      ACCESS_TOKEN_SECRET: settings.ACCESS_TOKEN_SECRET ?? secrets.accessTokenSecret,
      WEB_DIST: join(repoRoot, 'apps', 'web', 'dist'),
      DEMO_MODE: isDemo(settings) ? 1 : 0,
      SANDBOX_URL: usesSandbox(settings) ? sandboxUrl(facts) : null,
    }),
  };
}

export function workerEnvironment(facts: StackFacts): Environment {
  const { settings, ports, urls, chromium, holdfastDir } = facts;
  const realPage = settings.WHATSAPP_URL ?? 'https://web.whatsapp.com';
  return {
    ...common(facts),
    ...razorpay(facts),
    ...present({
      PORT: ports.worker,
      PUBLIC_URL: publicUrl(facts),
      DATABASE_URL_WORKER: urls.worker,
      WHATSAPP_URL: usesSandbox(settings) ? `${sandboxUrl(facts)}/whatsapp` : realPage,
      WHATSAPP_PROFILE_DIR: settings.WHATSAPP_PROFILE_DIR ?? join(holdfastDir, 'whatsapp-profile'),
      CHROMIUM_PATH: chromium?.chromiumPath,
      CHROMEDRIVER_PATH: chromium?.chromedriverPath,
    }),
  };
}

export function sandboxEnvironment(facts: StackFacts): Environment {
  const { secrets, ports, holdfastDir } = facts;
  return present({
    NODE_ENV: 'production',
    PORT: ports.sandbox,
    RAZORPAY_KEY_ID: secrets.sandbox.keyId,
    RAZORPAY_KEY_SECRET: secrets.sandbox.keySecret,
    RAZORPAY_WEBHOOK_SECRET: secrets.sandbox.webhookSecret,
    RAZORPAY_ACCOUNT_ID: secrets.sandbox.accountId,
    WEBHOOK_URL: `http://127.0.0.1:${ports.web}/webhooks/razorpay`,
    SANDBOX_DATA_DIR: join(holdfastDir, 'sandbox'),
    WHATSAPP_AUTO_LINK: 1,
  });
}

const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TZ',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
];

/** A program gets what it needs and no more: the owner's password never reaches the ones that face the world. */
export function withInherited(
  environment: Environment,
  source: Readonly<Record<string, string | undefined>>,
): Environment {
  return { ...present(Object.fromEntries(inherited.map((name) => [name, source[name]]))), ...environment };
}
