import { paymentSettings } from '@holdfast/providers/payment-settings';
import { z } from 'zod';

const text = z.string().trim().min(1, 'must not be empty');
const secret = (bytes: number) => z.string().min(bytes, `must have at least ${bytes} characters`);
/** An empty variable in an env file means that it is not set. */
const unlessEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .pipe(z.int().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`));
const setting = (from: number, to: number, preset: number) =>
  unlessEmpty(whole(from, to)).transform((value) => value ?? preset);
const flag = unlessEmpty(z.enum(['true', 'false'], 'must be true or false')).transform(
  (value) => value === 'true',
);
const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/database',
});
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' });

const Env = z.object({
  PORT: setting(0, 65_535, 3000),
  HOST: unlessEmpty(text).transform((value) => value ?? '127.0.0.1'),
  /** The address people type; cookies, the Origin check and links follow it. */
  PUBLIC_URL: webUrl.transform((value) => new URL(value)),
  /** How many proxies of ours stand in front; the client's address is read that many places from the right. */
  TRUSTED_PROXIES: setting(0, 5, 0),

  DATABASE_URL_API: postgresUrl,
  DATABASE_URL_INGEST: postgresUrl,
  POOL_SIZE_API: setting(1, 100, 8),
  POOL_SIZE_INGEST: setting(1, 100, 4),
  POOL_WAIT_MS: setting(50, 30_000, 2_000),
  REDIS_URL: unlessEmpty(redisUrl),
  /** A Redis that is slower than this is treated as away: limits fall back to their local budget. */
  REDIS_TIMEOUT_MS: setting(10, 10_000, 200),
  /** The same for every process of one installation, another for each installation that shares a Redis. */
  REDIS_NAMESPACE: unlessEmpty(
    z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and dashes'),
  ).transform((value) => value ?? 'holdfast'),

  ACCESS_TOKEN_SECRET: secret(32),
  OTP_SECRET: secret(32),
  ...paymentSettings,

  /** Folder of the built web app; absent: only the API is served. */
  WEB_DIST: unlessEmpty(text),
  DEMO_MODE: flag,
  SANDBOX_URL: unlessEmpty(webUrl),
  LOG_LEVEL: unlessEmpty(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])).transform(
    (value) => value ?? 'info',
  ),
  SENTRY_DSN: unlessEmpty(webUrl),
  /** When set, `/metrics` wants it as a bearer token. */
  METRICS_TOKEN: unlessEmpty(secret(16)),
  MAX_IN_FLIGHT: setting(1, 100_000, 200),
  MAX_STREAMS: setting(1, 1_000_000, 2_000),
  HOLDFAST_FAIL_POINTS: unlessEmpty(text),
});

export type Env = z.output<typeof Env>;

/** The only reader of the environment. Throws with every wrong variable and what it should be. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = Env.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    const problem = source[name] === undefined ? `is not set; ${issue.message}` : issue.message;
    return `  ${name}: ${problem}`;
  });
  throw new Error(`The API cannot start, these settings are wrong:\n${lines.join('\n')}`);
}
