import { describe, expect, it } from 'vitest';
import { sqlFunctionLength } from './sql-rules.ts';
import { countCasts, namedCastsAreNeeded } from './syntax-rules.ts';
import { testRatio } from './test-ratio.ts';
import type { RepoTree } from './tree.ts';

const lines = (count: number, line = 'export {};'): string => `${line}\n`.repeat(count);

function treeOf(files: Readonly<Record<string, string>>): RepoTree {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  return { files: list, paths: new Set(Object.keys(files)), rootEntries: [] };
}

describe('the test ratio of a room', () => {
  const floors = { 'packages/core': { floor: 1, aim: 1.2 } };
  const room = (tests: number): RepoTree =>
    treeOf({
      'packages/core/src/a.ts': lines(100),
      'packages/core/src/words.gen.ts': lines(900),
      'packages/core/src/a.test.ts': lines(tests / 2),
      'packages/core/test/b.int.test.ts': lines(tests / 2),
    });

  it('may equal its floor; generated code does not count', () =>
    expect(testRatio(room(100), floors)).toEqual([]));

  it('is red below its floor', () =>
    expect(testRatio(room(98), floors)).toEqual([
      { path: 'packages/core', says: '0.98 lines of test for each line of code; at least 1' },
    ]));

  it('is red in a room without a floor', () =>
    expect(testRatio(treeOf({ 'apps/new/src/a.ts': lines(3) }), floors)).toHaveLength(1));
});

describe('the length of a SQL function', () => {
  const file = (text: string): RepoTree => treeOf({ 'packages/db/sql/10-a.sql': text });

  it('is counted from its head to the end of its body only', () => {
    const body = `create or replace function long()\nreturns int language plpgsql as $f$\n${lines(67, '  x;')}end $f$;\n`;
    expect(sqlFunctionLength(file(`-- why\n${body}${lines(200, 'grant x;')}`))).toEqual([]);
    expect(sqlFunctionLength(file(body.replace('  x;\n', '  x;\n  x;\n')))).toEqual([
      { path: 'packages/db/sql/10-a.sql', line: 1, says: 'long has 71 lines; at most 70' },
    ]);
  });

  it('is counted per function, not per file', () => {
    const one = `create function f() returns int language sql as $$\n${lines(60, '  select 1;')}$$;\n`;
    expect(sqlFunctionLength(file(one + one.replace('f()', 'g()')))).toEqual([]);
  });
});

describe('a named cast', () => {
  const path = 'packages/providers/src/queue/bee-connection.ts';
  const cast = 'export const a = 1 as number;\n';

  it('is not counted, but one more in the same file is', () => {
    expect(countCasts(treeOf({ [path]: cast.repeat(4) })).casts).toBe(0);
    expect(countCasts(treeOf({ [path]: cast.repeat(5) })).casts).toBe(1);
  });

  it('is rejected once the cast is gone', () => {
    const named = [{ path, casts: 2, why: 'a test' }];
    expect(namedCastsAreNeeded(treeOf({ [path]: cast.repeat(2) }), named)).toEqual([]);
    expect(namedCastsAreNeeded(treeOf({ [path]: cast }), named)).toHaveLength(1);
  });
});
