import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paymentSettings } from '@holdfast/providers/payment-settings';
import { whatsappWebSettings } from '@holdfast/providers/whatsapp-web/settings';
import { expect, test } from 'vitest';
import { passedThrough } from './app-environments.ts';
import { repositoryRoot } from './places.ts';
import { settingNames } from './settings.ts';

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** Settings of providers, which an `env.ts` spreads into its own. */
const spread = { paymentSettings, whatsappWebSettings };

/** The keys of a zod object in an `env.ts`: two spaces, the name, a colon. */
const declaredIn = (path: string): string[] => [
  ...[...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => String(match[1])),
  ...Object.entries(spread).flatMap(([name, settings]) =>
    read(path).includes(`  ...${name},`) ? Object.keys(settings) : [],
  ),
];

const example = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map((match) => String(match[1]));

/** Set by the starter alone: giving them by hand would contradict it. */
const internal = ['WEB_DIST', 'DEMO_MODE', 'SANDBOX_URL', 'HOLDFAST_FAIL_POINTS'];

test.each([
  ['the api', declaredIn('apps/api/src/env.ts')],
  ['the worker', declaredIn('apps/worker/src/env.ts')],
  ['the starter', settingNames],
])('every variable that %s reads is explained in .env.example', (_, names) => {
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !example.includes(name) && !internal.includes(name))).toEqual([]);
});

test('.env.example explains nothing that nobody reads, and nothing twice', () => {
  const known = new Set([
    ...declaredIn('apps/api/src/env.ts'),
    ...declaredIn('apps/worker/src/env.ts'),
    ...settingNames,
    'HOLDFAST_NO_APT',
    'HOLDFAST_DIR',
  ]);
  expect(example.filter((name) => !known.has(name))).toEqual([]);
  expect(new Set(example).size).toBe(example.length);
});

test.each(['api', 'worker'] as const)(
  'every variable of the %s either comes from the starter or is passed on',
  (app) => {
    const declared = declaredIn(`apps/${app}/src/env.ts`);
    const set = [
      ...read('apps/starter/src/stack/app-environments.ts').matchAll(/^ +([A-Z][A-Z0-9_]+):/gm),
    ].map((match) => match[1]);
    const handled = new Set<string | undefined>([
      ...set,
      ...Object.keys(paymentSettings),
      ...passedThrough[app],
      'HOLDFAST_FAIL_POINTS',
    ]);
    expect(declared.filter((name) => !handled.has(name))).toEqual([]);
    expect(passedThrough[app].filter((name) => !declared.includes(name))).toEqual([]);
  },
);
