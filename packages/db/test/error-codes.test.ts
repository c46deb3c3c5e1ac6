import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalog } from '@holdfast/contract/errors';
import { expect, test } from 'vitest';

/** The codes that SQL raises: the first argument of `refuse(…)`, each quoted word of it when it is a CASE. */
function refusedCodes(sql: string): string[] {
  return [...sql.matchAll(/perform refuse\(\s*(case\b.*?\bend|'[^']*')\s*,/gs)].flatMap(
    ([, argument = '']) => {
      if (!argument.startsWith('case')) return argument.slice(1, -1);
      return [...argument.matchAll(/(?:then|else)\s+'([^']*)'/g)].map(([, code = '']) => code);
    },
  );
}

const folder = join(import.meta.dirname, '../sql');
const sql = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sql'))
  .map((path) => readFileSync(join(folder, path), 'utf8'))
  .join('\n');

test('every error code that SQL raises is in the catalogue', () => {
  const codes = refusedCodes(sql);
  // Every call must be parsed: one whose first argument has another form would be missed.
  expect(codes.length).toBeGreaterThanOrEqual([...sql.matchAll(/perform refuse\(/g)].length);
  expect(codes.filter((code) => !(code in errorCatalog))).toEqual([]);
});

test('a misspelled code is found, also inside a CASE', () => {
  const planted = `perform refuse('SLOT_TAKEN', 'x'); perform refuse('SLOT_TOKEN', 'x');
    perform refuse(case v when 'a' then 'NOT_FOUND' else 'NOT_FOND' end, v);`;
  expect(refusedCodes(planted).filter((code) => !(code in errorCatalog))).toEqual(['SLOT_TOKEN', 'NOT_FOND']);
});
