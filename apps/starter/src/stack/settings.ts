import { givenIn, settingProblems, wrongSettings } from '@holdfast/contract/settings/define-settings';
import { standIns } from '@holdfast/providers/payment-settings';
import { z } from 'zod';
import { startSettings } from './setting-sections.ts';

const settingsSchema = z.object(startSettings).partial();

type Parsed = z.output<typeof settingsSchema>;

export type Settings = Parsed & {
  /** The settings as given, for the started programs. */
  readonly given: Readonly<Record<string, string>>;
};

const withOwnDatabase = [
  'DATABASE_SUPERUSER_URL',
  'DATABASE_URL_API',
  'DATABASE_URL_INGEST',
  'DATABASE_URL_WORKER',
] as const;

type Given = Settings['given'];

const isGiven = (given: Given, name: string): boolean => given[name] !== undefined;

function keyContradictions(settings: Parsed, given: Given): string[] {
  if (!standIns.some(({ givenBy }) => isGiven(given, givenBy))) {
    const switches = standIns.map(({ givenBy }) => givenBy).join(' or ');
    return settings.HOLDFAST_DEMO === false ? [`${switches}: needed when HOLDFAST_DEMO is false`] : [];
  }
  return standIns
    .filter(({ givenBy }) => isGiven(given, givenBy))
    .flatMap(({ givenBy, needs }) =>
      needs.filter((name) => !isGiven(given, name)).map((name) => `${name}: needed together with ${givenBy}`),
    );
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
const contradictions = (settings: Parsed, given: Given): string[] => [
  ...keyContradictions(settings, given),
  ...databaseContradictions(settings),
];

export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const given = givenIn(source);
  const parsed = settingsSchema.safeParse(given);
  const problems = parsed.success
    ? contradictions(parsed.data, given)
    : settingProblems(startSettings, parsed.error, given);
  if (parsed.success && problems.length === 0) return { ...parsed.data, given };
  throw wrongSettings('Holdfast', problems);
}

/** True without an account at any provider: the sandbox imitates them and WhatsApp. */
export const usesSandbox = ({ given }: Pick<Settings, 'given'>): boolean =>
  !standIns.some(({ givenBy }) => isGiven(given, givenBy));

export const isDemo = (settings: Settings): boolean => settings.HOLDFAST_DEMO ?? usesSandbox(settings);
