import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tidyRules } from './tidy/rules.ts';
import { countCasts } from './tidy/syntax-rules.ts';
import { type Complaint, readTree } from './tidy/tree.ts';

const tree = readTree(join(import.meta.dirname, '..'));

const render = ({ path, line, says }: Complaint): string => `${path}${line ? `:${line}` : ''} ${says}`;

describe('the repository is tidy', () => {
  // The first rule that looks at syntax parses every file.
  it.each(Object.entries(tidyRules))('%s', { timeout: 60_000 }, (_, rule) => {
    expect(rule(tree).map(render)).toEqual([]);
  });

  it('every file was checked', () => {
    expect(tree.files.length).toBeGreaterThan(200);
    for (const path of ['package.json', 'tools/tidy.test.ts', 'packages/core/src/usecase.ts', '.gitignore']) {
      expect(tree.files.map((file) => file.path)).toContain(path);
    }
    const { casts, lines, perKloc } = countCasts(tree);
    expect(lines).toBeGreaterThan(5_000);
    process.stdout.write(
      `casts: ${casts} in ${lines} lines of production code, ${perKloc.toFixed(2)} per 1,000\n`,
    );
  });
});
