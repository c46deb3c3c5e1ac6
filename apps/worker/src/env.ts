import { paymentSettings } from '@holdfast/providers/payment-settings';
import { whatsappWebSettings } from '@holdfast/providers/whatsapp-web/settings';
import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// URL' });
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

const workerEnv = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4700),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL_WORKER: postgresUrl,
  DATABASE_POOL_WORKER: z.coerce.number().int().min(2).max(50).default(6),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'expected a redis:// URL' }).optional(),
  REDIS_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and dashes')
    .default('holdfast'),
  OTP_SECRET: z.string().min(32, 'expected at least 32 characters'),
  ...paymentSettings,
  ...whatsappWebSettings,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SENTRY_DSN: z.url().optional(),
  HOLDFAST_FAIL_POINTS: z.string().optional(),
  /** Intervals of the loops when nobody nudges; tests make them short. */
  WORKER_POLL_SECONDS: seconds(1),
  WORKER_SWEEP_SECONDS: seconds(5),
  WORKER_RECEIPT_SECONDS: seconds(5),
  WORKER_INVARIANT_SECONDS: seconds(60),
  WORKER_REQUEUE_SECONDS: seconds(30),
  WORKER_MESSAGE_LEASE_SECONDS: seconds(180),
  WORKER_ACCOUNT_LEASE_SECONDS: seconds(30),
  /** A job that a dead worker had in hand is free again after one to two of these. */
  WORKER_STALL_SECONDS: seconds(60),
  LATE_MONEY_DAYS: z.coerce.number().int().min(1).max(30).default(6),
});

export type WorkerEnvironment = z.output<typeof workerEnv>;

/** The only reader of the environment in this app. A bad value stops the start with its name and what is expected. */
export function readEnv(source: NodeJS.ProcessEnv): WorkerEnvironment {
  // An empty line in an env file means that it is not set.
  const given = Object.entries(source).filter(([, text]) => text !== undefined && text.trim() !== '');
  const parsed = workerEnv.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The worker cannot start; these settings are wrong:\n${lines.join('\n')}`);
}
