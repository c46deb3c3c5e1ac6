import { z } from 'zod';

/** A line copied from `.env.example` and left empty means the same as no line. */
const blankIsAbsent = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected postgres://user:password@host:port/database',
});
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'expected redis://host:port' });
const webUrl = z.url({ protocol: /^https?$/, error: 'expected http://… or https://…' });
const secret = z.string().min(32, 'expected at least 32 characters');
const flag = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

const settingsSchema = z.object({
  HOST: optional(z.string()),
  PORT: optional(z.coerce.number('expected a port number').int().min(1).max(65_535)),
  PUBLIC_URL: optional(webUrl),
  DATABASE_URL: optional(postgresUrl),
  DATABASE_SUPERUSER_URL: optional(postgresUrl),
  DATABASE_URL_API: optional(postgresUrl),
  DATABASE_URL_INGEST: optional(postgresUrl),
  DATABASE_URL_WORKER: optional(postgresUrl),
  REDIS_URL: optional(redisUrl),
  ACCESS_TOKEN_SECRET: optional(secret),
  OTP_SECRET: optional(secret),
  RAZORPAY_KEY_ID: optional(
    z.string().regex(/^rzp_(test|live)_[A-Za-z0-9]+$/, 'expected rzp_test_… or rzp_live_…'),
  ),
  RAZORPAY_KEY_SECRET: optional(z.string().min(8, 'expected the secret of RAZORPAY_KEY_ID')),
  RAZORPAY_WEBHOOK_SECRET: optional(z.string().min(8, 'expected at least 8 characters')),
  RAZORPAY_WEBHOOK_SECRET_PREVIOUS: optional(z.string().min(8, 'expected at least 8 characters')),
  RAZORPAY_ACCOUNT_ID: optional(z.string().regex(/^acc_[A-Za-z0-9]+$/, 'expected acc_…')),
  RAZORPAY_BASE_URL: optional(webUrl),
  RAZORPAY_CHECKOUT_URL: optional(webUrl),
  WHATSAPP_URL: optional(webUrl),
  WHATSAPP_PROFILE_DIR: optional(z.string()),
  CHROMIUM_PATH: optional(z.string()),
  CHROMEDRIVER_PATH: optional(z.string()),
  LOG_LEVEL: optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
  SENTRY_DSN: optional(webUrl),
  HOLDFAST_DEMO: optional(flag),
});

export type Settings = z.output<typeof settingsSchema>;

const withRealKeys = ['RAZORPAY_KEY_SECRET', 'RAZORPAY_WEBHOOK_SECRET', 'RAZORPAY_ACCOUNT_ID'] as const;
const withOwnDatabase = [
  'DATABASE_SUPERUSER_URL',
  'DATABASE_URL_API',
  'DATABASE_URL_INGEST',
  'DATABASE_URL_WORKER',
] as const;

function keyContradictions(settings: Settings): string[] {
  if (settings.RAZORPAY_KEY_ID === undefined) {
    return settings.HOLDFAST_DEMO === false ? ['RAZORPAY_KEY_ID: needed when HOLDFAST_DEMO is false'] : [];
  }
  const missing = withRealKeys.filter((name) => settings[name] === undefined);
  return missing.map((name) => `${name}: needed together with RAZORPAY_KEY_ID`);
}

function databaseContradictions(settings: Settings): string[] {
  if (settings.DATABASE_URL === undefined) {
    const orphans = withOwnDatabase.filter((name) => settings[name] !== undefined);
    return orphans.map((name) => `DATABASE_URL: needed together with ${name}`);
  }
  const { username, password, pathname } = new URL(settings.DATABASE_URL);
  const lines: string[] = [];
  if (username !== 'holdfast_owner') lines.push('DATABASE_URL: expected the log-in holdfast_owner');
  if (password === '') lines.push('DATABASE_URL: expected a password');
  if (pathname.length < 2) lines.push('DATABASE_URL: expected a database name');
  return lines;
}

/** What no single value can show: settings that only make sense together. */
const contradictions = (settings: Settings): string[] => [
  ...keyContradictions(settings),
  ...databaseContradictions(settings),
];

export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = settingsSchema.safeParse(source);
  const lines = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (parsed.success && lines.length === 0) return parsed.data;
  throw new Error(`Holdfast cannot start, these settings are wrong:\n  ${lines.join('\n  ')}`);
}

/** No keys of its own: Razorpay and WhatsApp are played by the sandbox. */
export const usesSandbox = (settings: Settings): boolean => settings.RAZORPAY_KEY_ID === undefined;

export const isDemo = (settings: Settings): boolean => settings.HOLDFAST_DEMO ?? usesSandbox(settings);
