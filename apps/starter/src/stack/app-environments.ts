import { join } from 'node:path';
import { apiSettings } from '@holdfast/api/env';
import { factsOf } from '@holdfast/contract/settings/define-settings';
import { paymentSettings, standIns } from '@holdfast/providers/payment-settings';
import { workerSettings } from '@holdfast/worker/env';
import type { z } from 'zod';
import type { Chromium } from './chromium.ts';
import type { DatabaseUrls } from './database-urls.ts';
import type { PortName, Secrets } from './memory.ts';
import { isDemo, type Settings, usesSandbox } from './settings.ts';

export type Environment = Record<string, string>;

/** `npm run dev`: programs that restart when their files change, and the page from Vite instead of a build. */
export interface DevMode {
  inspect: boolean;
}

export interface StackFacts {
  settings: Settings;
  secrets: Secrets;
  ports: Record<PortName, number>;
  urls: DatabaseUrls;
  redisUrl: string | null;
  chromium: Chromium | null;
  repoRoot: string;
  holdfastDir: string;
  dev: DevMode | null;
}

export const publicUrl = ({ settings, ports }: Pick<StackFacts, 'settings' | 'ports'>): string =>
  settings.PUBLIC_URL ?? `http://localhost:${ports.web}`;

/** Sandbox address for our own programs. */
export const sandboxInside = ({ settings, ports }: Pick<StackFacts, 'settings' | 'ports'>): string =>
  `http://${localAddress(settings.HOST)}:${ports.sandbox}`;

const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host);

/** Sandbox address for browsers: with an open HOST, a phone on the same network can pay too. */
export function sandboxUrl(facts: Pick<StackFacts, 'settings' | 'ports'>): string {
  const { settings, ports } = facts;
  if (isLoopback(settings.HOST ?? '127.0.0.1')) return sandboxInside(facts);
  return `http://${new URL(publicUrl(facts)).hostname}:${ports.sandbox}`;
}

/** The address at which this machine reaches a listener on HOST. */
export function localAddress(host: string | undefined): string {
  return host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

type Values = Record<string, string | number | null | undefined>;

/** Omits variables without a value instead of setting them empty. */
function present(values: Values): Environment {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Settings given by the user are passed unchanged to the programs that declare them. The starter's own values
 * override them, including variables that it deliberately leaves unset. */
function passedOn(shape: Readonly<z.core.$ZodShape>, { settings }: StackFacts): Environment {
  const isPlayed = usesSandbox(settings);
  const names = Object.entries(shape).flatMap(([name, schema]) => {
    const isPassed = !factsOf(name, schema).isInternal && !(isPlayed && name in paymentSettings);
    return isPassed ? [name] : [];
  });
  return pick(names, settings.given);
}

function payment(facts: StackFacts): Environment {
  if (!usesSandbox(facts.settings)) return {};
  const addresses = standIns.map((one) => one.addresses(sandboxInside(facts), sandboxUrl(facts)));
  return Object.assign({}, facts.secrets.sandbox, ...addresses);
}

function common({ settings, secrets, redisUrl }: StackFacts): Values {
  return {
    NODE_ENV: 'production',
    REDIS_URL: redisUrl,
    OTP_SECRET: settings.OTP_SECRET ?? secrets.otpSecret,
    SECRETS_KEY: settings.SECRETS_KEY ?? secrets.secretsKey,
  };
}

export function apiEnvironment(facts: StackFacts): Environment {
  const { settings, secrets, ports, urls, repoRoot, dev } = facts;
  return present({
    ...passedOn(apiSettings, facts),
    ...common(facts),
    ...payment(facts),
    PORT: ports.api,
    PUBLIC_URL: publicUrl(facts),
    DATABASE_URL_API: urls.api,
    DATABASE_URL_INGEST: urls.ingest,
    ACCESS_TOKEN_SECRET: settings.ACCESS_TOKEN_SECRET ?? secrets.accessTokenSecret,
    WEB_DIST: dev ? null : join(repoRoot, 'apps', 'web', 'dist'),
    DEMO_MODE: isDemo(settings) ? 'true' : 'false',
  });
}

/** The stand-in never bans an account, so messages need no human pace. */
function messages(facts: StackFacts): Environment {
  const { settings } = facts;
  if (!usesSandbox(settings)) return {};
  return {
    WHATSAPP_URL: `${sandboxInside(facts)}/whatsapp`,
    WHATSAPP_PACING: settings.given['WHATSAPP_PACING'] ?? 'none',
  };
}

export function workerEnvironment(facts: StackFacts): Environment {
  const { settings, ports, urls, chromium, holdfastDir } = facts;
  return present({
    ...passedOn(workerSettings, facts),
    ...common(facts),
    ...payment(facts),
    ...messages(facts),
    PORT: ports.worker,
    // HOST opens the page to the network, never the worker's metrics.
    HOST: '127.0.0.1',
    DATABASE_URL_WORKER: urls.worker,
    WHATSAPP_PROFILE_DIR: settings.WHATSAPP_PROFILE_DIR ?? join(holdfastDir, 'whatsapp-profile'),
    CHROMIUM_PATH: chromium?.chromiumPath,
    CHROMEDRIVER_PATH: chromium?.chromedriverPath,
  });
}

export function sandboxEnvironment(facts: StackFacts): Environment {
  const { settings, secrets, ports, holdfastDir } = facts;
  return present({
    NODE_ENV: 'production',
    PORT: ports.sandbox,
    HOST: settings.HOST,
    ...secrets.sandbox,
    WEBHOOK_URL: `http://${localAddress(settings.HOST)}:${ports.api}/webhooks`,
    SANDBOX_DATA_DIR: join(holdfastDir, 'sandbox'),
    WHATSAPP_AUTO_LINK: 'true',
  });
}

/** The page's development server listens on the public address and forwards to the API. */
export function pageEnvironment({ settings, ports }: StackFacts): Environment {
  return { API_URL: `http://${localAddress(settings.HOST)}:${ports.api}`, PORT: String(ports.web) };
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
  'NODE_COMPILE_CACHE',
];

type Source = Readonly<Record<string, string | undefined>>;

const pick = (names: readonly string[], source: Source): Environment =>
  present(
    Object.fromEntries(names.map((name) => [name, source[name]?.trim() === '' ? undefined : source[name]])),
  );

/** Each program gets only what it needs: the owner's password never reaches a network-facing program. */
export const withInherited = (environment: Environment, source: Source): Environment => ({
  ...pick(inherited, source),
  ...environment,
});
