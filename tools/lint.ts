// `npm run lint`: formatting and lint rules (biome), who may import whom (dependency-cruiser), dead exports (knip).
import { join } from 'node:path';
import { biomeCheck } from './lint/biome-check.ts';
import { cruiseTree } from './lint/cruise-tree.ts';
import { deadCode } from './lint/dead-code.ts';

const root = join(import.meta.dirname, '..');
const shownPerRule = 12;

interface Finding {
  rule: string;
  where: string;
}

function print(findings: readonly Finding[]): void {
  for (const [rule, all] of Map.groupBy(findings, ({ rule }) => rule)) {
    process.stdout.write(`\n${rule} (${all.length})\n`);
    for (const { where } of all.slice(0, shownPerRule)) process.stdout.write(`  ${where}\n`);
    if (all.length > shownPerRule) process.stdout.write(`  and ${all.length - shownPerRule} more\n`);
  }
}

async function lint(): Promise<number> {
  const startedAt = performance.now();
  const [biome, cruise, dead] = await Promise.all([biomeCheck(root), cruiseTree(root), deadCode(root)]);
  const blind = biome.filesRead > 0 ? cruise.blind : ['biome read no file', ...cruise.blind];
  const findings = [
    ...blind.map((where) => ({ rule: 'not everything was read', where })),
    ...biome.findings.map(({ rule, file, line, message }) => ({ rule, where: `${file}:${line} ${message}` })),
    ...dead.map(({ kind, file, line, name }) => ({
      rule: `unused ${kind}`,
      where: kind === 'files' ? file : `${file}:${line} ${name}`,
    })),
    ...cruise.violations.map(({ rule, from, to }) => ({
      rule: `imports: ${rule}`,
      where: `${from} → ${to}`,
    })),
  ];
  print(findings);
  const modules = cruise.read.reduce((sum, room) => sum + room.modules, 0);
  const imports = cruise.read.reduce((sum, room) => sum + room.imports, 0);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `\n${biome.filesRead} files, ${modules} modules, ${imports} imports read in ${seconds} s: ` +
      `${findings.length === 0 ? 'clean' : `${findings.length} violations`}\n`,
  );
  return findings.length === 0 ? 0 : 1;
}

process.exit(await lint());
