import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeadCode, deadCode } from './dead-code.ts';
import { plant } from './planted/tree-on-disk.ts';

const config = readFileSync(join(import.meta.dirname, '../../.knip.json'), 'utf8');
const room = (name: string): string =>
  JSON.stringify({ name: `@holdfast/${name}`, type: 'module', exports: { './*': './src/*.ts' } });

const tree = {
  '.knip.json': config,
  'package.json': JSON.stringify({ name: 'holdfast', type: 'module', workspaces: ['packages/*', 'apps/*'] }),
  'packages/core/package.json': room('core'),
  'packages/core/src/used.ts':
    'export const used = 1;\nexport interface Used { readonly a: number }\nexport const usedHere = 2;\nexport const alsoUsed = (): number => usedHere;\n',
  'packages/core/src/dead.ts': 'export const dead = 1;\nexport interface DeadShape { readonly a: number }\n',
  'packages/core/src/words.gen.ts': 'export const generated = 1;\n',
  'packages/core/test/used.test.ts': "import { alsoUsed } from '../src/used.ts';\n\nalsoUsed();\n",
  'packages/core/test/left-over.ts': 'export {};\n',
  'apps/api/package.json': room('api'),
  'apps/api/src/main.ts':
    "import { type Used, used } from '@holdfast/core/used';\n\nexport const value: Used = { a: used };\n",
};

describe('dead code', () => {
  let found: DeadCode[] = [];
  beforeAll(async () => {
    const planted = plant(tree, {
      'node_modules/@holdfast/core': '../../packages/core',
      'node_modules/@holdfast/api': '../../apps/api',
    });
    found = await deadCode(planted.root).finally(planted.remove);
  }, 60_000);

  it.each([
    { kind: 'exports', file: 'packages/core/src/dead.ts', line: 1, name: 'dead' },
    { kind: 'types', file: 'packages/core/src/dead.ts', line: 2, name: 'DeadShape' },
  ])('an unused export of a room is found: $name', (planted) => {
    expect(found).toContainEqual(planted);
  });

  it('an unreachable file is found', () => {
    expect(found.map(({ kind, file }) => `${kind} ${file}`)).toContain(
      'files packages/core/test/left-over.ts',
    );
  });

  it('exports that are imported, used in their own file or generated are not reported', () => {
    expect(found.map(({ name }) => name)).not.toContain('used');
    expect(found.filter(({ file }) => /used|gen/.test(file))).toEqual([]);
  });
});
