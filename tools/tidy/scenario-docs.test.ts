import { join } from 'node:path';
import { scenarios } from '@holdfast/testkit/scenarios/scenarios';
import { expect, test } from 'vitest';
import { readTree } from './tree.ts';

const documents = readTree(join(import.meta.dirname, '..', '..')).files.filter(({ path }) =>
  path.endsWith('.md'),
);
const names = scenarios.map(({ name }) => name);

test('the document of scenarios lists every one of them, in the same order', () => {
  const page = documents.find(({ path }) => path === 'docs/how-to/use-a-scenario.md');
  const rows = [...(page?.text ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(rows).toEqual(names);
});

test('no document starts a scenario that does not exist', () => {
  const started = documents.flatMap(({ text }) =>
    [...text.matchAll(/(?:--scenario|run seed --) ([a-z][a-z-]*)/g)].map((match) => match[1]),
  );
  expect(started.length).toBeGreaterThan(0);
  expect(started.filter((name) => name === undefined || !names.includes(name))).toEqual([]);
});
