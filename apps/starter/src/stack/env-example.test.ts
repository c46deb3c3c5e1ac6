import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiSettings } from '@holdfast/api/env';
import { factsOf } from '@holdfast/contract/settings/define-settings';
import { workerSettings } from '@holdfast/worker/env';
import { expect, test } from 'vitest';
import { envExample } from './env-example.ts';
import { repositoryRoot } from './places.ts';
import { settingSections, startSettings } from './setting-sections.ts';

const committed = readFileSync(join(repositoryRoot, '.env.example'), 'utf8');
const example = [...committed.matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map((match) => String(match[1]));

test('.env.example is what npm run generate writes', () => {
  expect(committed).toBe(envExample());
});

/** Set only by the starter: values given by hand would contradict it. */
const internal = ['WEB_DIST', 'DEMO_MODE', 'HOLDFAST_FAIL_POINTS', 'PORT'];

test.each([
  ['the api', apiSettings],
  ['the worker', workerSettings],
  ['the starter', startSettings],
])('every variable that %s reads is explained in .env.example', (_, settings) => {
  const names = Object.keys(settings);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !example.includes(name) && !internal.includes(name))).toEqual([]);
  const hidden = Object.entries(settings).flatMap(([name, schema]) =>
    factsOf(name, schema).isInternal ? [name] : [],
  );
  expect(hidden.filter((name) => !internal.includes(name))).toEqual([]);
});

test('.env.example explains only variables that are read, each once', () => {
  const known = new Set(Object.keys(startSettings));
  expect(example.filter((name) => !known.has(name))).toEqual([]);
  expect(new Set(example).size).toBe(example.length);
});

test('a setting in two programs is one declaration', () => {
  const sections: Record<string, unknown> = Object.assign({}, ...settingSections.map((one) => one.settings));
  for (const [name, schema] of Object.entries({ ...apiSettings, ...workerSettings })) {
    if (!factsOf(name, schema).isInternal) expect(sections[name], name).toBe(schema);
  }
});
