import { z } from 'zod';

const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? null : text.trim()));

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

const sandboxEnv = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4600),
  HOST: z.string().min(1).default('127.0.0.1'),
  RAZORPAY_KEY_ID: z.string().regex(/^rzp_(test|live)_[A-Za-z0-9]+$/, 'expected rzp_test_… or rzp_live_…'),
  RAZORPAY_KEY_SECRET: z.string().min(8),
  RAZORPAY_WEBHOOK_SECRET: z.string().min(8),
  RAZORPAY_ACCOUNT_ID: z.string().regex(/^acc_[A-Za-z0-9]+$/, 'expected acc_…'),
  WEBHOOK_URL: optionalText.pipe(z.url().nullable()),
  SANDBOX_DATA_DIR: optionalText,
  WHATSAPP_AUTO_LINK: flag.default(false),
});

export type SandboxEnvironment = z.output<typeof sandboxEnv>;

export function readEnv(source: NodeJS.ProcessEnv): SandboxEnvironment {
  const parsed = sandboxEnv.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The sandbox cannot start; these settings are wrong:\n${lines.join('\n')}`);
}
