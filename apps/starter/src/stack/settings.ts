import { paymentSettings } from '@holdfast/providers/payment-settings';
import { whatsappWebSettings } from '@holdfast/providers/whatsapp-web/settings';
import { z } from 'zod';

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected postgres://user:password@host:port/database',
});
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'expected redis://host:port' });
const webUrl = z.url({ protocol: /^https?$/, error: 'expected http://… or https://…' });
const secret = z.string().min(32, 'expected at least 32 characters');
const flag = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

const settingsSchema = z
  .object({
    HOST: z.string(),
    PORT: z.coerce.number('expected a port number').int().min(1).max(65_535),
    PUBLIC_URL: webUrl,
    DATABASE_URL: postgresUrl,
    DATABASE_SUPERUSER_URL: postgresUrl,
    DATABASE_URL_API: postgresUrl,
    DATABASE_URL_INGEST: postgresUrl,
    DATABASE_URL_WORKER: postgresUrl,
    REDIS_URL: redisUrl,
    ACCESS_TOKEN_SECRET: secret,
    OTP_SECRET: secret,
    ...paymentSettings,
    ...whatsappWebSettings,
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    SENTRY_DSN: webUrl,
    HOLDFAST_DEMO: flag,
  })
  .partial();

/** Every variable that the starter itself reads. */
export const settingNames = Object.keys(settingsSchema.shape);

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
  // A line copied from `.env.example` and left empty means the same as no line.
  const given = Object.entries(source).filter(([, text]) => text !== undefined && text.trim() !== '');
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  const lines = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (parsed.success && lines.length === 0) return parsed.data;
  throw new Error(`Holdfast cannot start, these settings are wrong:\n  ${lines.join('\n  ')}`);
}

/** No keys of its own: Razorpay and WhatsApp are played by the sandbox. */
export const usesSandbox = (settings: Settings): boolean => settings.RAZORPAY_KEY_ID === undefined;

export const isDemo = (settings: Settings): boolean => settings.HOLDFAST_DEMO ?? usesSandbox(settings);
