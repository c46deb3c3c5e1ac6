import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BiomeReport, biomeCheck } from './biome-check.ts';
import { biomeViolations } from './planted/biome-violations.ts';
import { plant } from './planted/tree-on-disk.ts';

type Level = string | { level?: string };
type Rules = Record<string, string | Record<string, Level>>;

const config = readFileSync(join(import.meta.dirname, '../../biome.json'), 'utf8');

/** The rules that some part of biome.json names with the level `error`. */
function rulesByName(): string[] {
  const { linter, overrides }: { linter: { rules: Rules }; overrides: { linter: { rules?: Rules } }[] } =
    JSON.parse(config);
  const all = [linter.rules, ...overrides.map((override) => override.linter.rules ?? {})];
  return all.flatMap((rules) =>
    Object.entries(rules).flatMap(([group, members]) =>
      typeof members === 'string'
        ? []
        : Object.entries(members)
            .filter(([, level]) => (typeof level === 'string' ? level : level.level) === 'error')
            .map(([rule]) => `lint/${group}/${rule}`),
    ),
  );
}

describe('biome.json on a tree with one violation of each rule', () => {
  let report: BiomeReport;
  beforeAll(async () => {
    const planted = biomeViolations.map(({ file, text }) => [file, text]);
    const tree = plant({
      'biome.json': config,
      '.gitignore': 'node_modules/\n',
      ...Object.fromEntries(planted),
    });
    report = await biomeCheck(tree.root).finally(tree.remove);
  });

  it.each(biomeViolations)('$file turns $rule red', ({ rule, file }) => {
    expect(
      report.findings.filter((finding) => finding.file === file).map((finding) => finding.rule),
    ).toContain(rule);
  });

  it('every rule that biome.json turns on by name has its planted violation', () => {
    const planted = biomeViolations.map(({ rule }) => rule);
    expect(rulesByName().filter((rule) => !planted.includes(rule))).toEqual([]);
    expect(rulesByName().length).toBeGreaterThan(30);
  });

  it('every planted file was read', () =>
    expect(report.filesRead).toBeGreaterThanOrEqual(biomeViolations.length));
});

describe('generated files', () => {
  it('are not checked', async () => {
    const text = 'var   untidy = "yes"\n';
    const tree = plant({
      'biome.json': config,
      '.gitignore': 'node_modules/\n',
      'packages/db/src/schema.gen.ts': text,
      'packages/contract/openapi/openapi.json': '{"a":\n1}',
      'apps/web/dist/main.js': text,
      'packages/db/src/read.ts': 'export const one = 1;\n',
    });
    const report = await biomeCheck(tree.root).finally(tree.remove);
    expect(report.findings).toEqual([]);
  });
});
