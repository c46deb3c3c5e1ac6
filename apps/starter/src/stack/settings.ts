import { givenIn, settingProblems, wrongSettings } from '@holdfast/contract/settings/define-settings';
import { z } from 'zod';
import { startSettings } from './setting-sections.ts';

const settingsSchema = z.object(startSettings).partial();

type Parsed = z.output<typeof settingsSchema>;

export type Settings = Parsed & {
  /** The settings as given, for the started programs. */
  readonly given: Readonly<Record<string, string>>;
};

const withRealKeys = ['RAZORPAY_KEY_SECRET', 'RAZORPAY_WEBHOOK_SECRET', 'RAZORPAY_ACCOUNT_ID'] as const;
const withOwnDatabase = [
  'DATABASE_SUPERUSER_URL',
  'DATABASE_URL_API',
  'DATABASE_URL_INGEST',
  'DATABASE_URL_WORKER',
] as const;

function keyContradictions(settings: Parsed): string[] {
  if (settings.RAZORPAY_KEY_ID === undefined) {
    return settings.HOLDFAST_DEMO === false ? ['RAZORPAY_KEY_ID: needed when HOLDFAST_DEMO is false'] : [];
  }
  const missing = withRealKeys.filter((name) => settings[name] === undefined);
  return missing.map((name) => `${name}: needed together with RAZORPAY_KEY_ID`);
}

function databaseContradictions(settings: Parsed): string[] {
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

/** Checks across settings that only make sense together. */
const contradictions = (settings: Parsed): string[] => [
  ...keyContradictions(settings),
  ...databaseContradictions(settings),
];

export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const given = givenIn(source);
  const parsed = settingsSchema.safeParse(given);
  const problems = parsed.success
    ? contradictions(parsed.data)
    : settingProblems(startSettings, parsed.error, given);
  if (parsed.success && problems.length === 0) return { ...parsed.data, given };
  throw wrongSettings('Holdfast', problems);
}

/** True without provider keys: the sandbox imitates Razorpay and WhatsApp. */
export const usesSandbox = (settings: Settings): boolean => settings.RAZORPAY_KEY_ID === undefined;

export const isDemo = (settings: Settings): boolean => settings.HOLDFAST_DEMO ?? usesSandbox(settings);
