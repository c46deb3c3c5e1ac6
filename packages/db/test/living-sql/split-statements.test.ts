import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../src/living-sql/split-statements.ts';

describe('a file of SQL is split at its semicolons', () => {
  test.each([
    ['plain statements', 'select 1;\nselect 2;\n', ['select 1', 'select 2']],
    ['a last one without a semicolon', 'select 1; select 2', ['select 1', 'select 2']],
    ['empty ones', ';;\n ; select 1;', ['select 1']],
    ['a text', `select ';''; --';select 2`, [`select ';''; --'`, 'select 2']],
    ['a text with escapes', `select e'\\'; ';select 2`, [`select e'\\'; '`, 'select 2']],
    ['a word that ends in e before a text', `select type';';select 2`, [`select type';'`, 'select 2']],
    ['a quoted name', 'select 1 as "a;""b";select 2', ['select 1 as "a;""b"', 'select 2']],
    ['a body', 'do $$ begin; end; $$;select 2', ['do $$ begin; end; $$', 'select 2']],
    ['a body with a tag', 'do $x$ a; $$;$$ b; $x$;select 2', ['do $x$ a; $$;$$ b; $x$', 'select 2']],
    ['a parameter', 'select $1; select $2', ['select $1', 'select $2']],
    ['a comment inside', 'select 1 -- a; b\n, 2;', ['select 1 -- a; b\n, 2']],
    ['a block comment inside', 'select /* ; */ 1;', ['select /* ; */ 1']],
  ])('but not inside %s', (_what, sql, statements) => {
    expect(splitStatements(sql)).toEqual(statements);
  });

  test('and comments before a statement are not part of it: they may change freely', () => {
    expect(splitStatements('-- why; how\n/* more; */\nselect 1;\n-- last\n')).toEqual(['select 1']);
  });
});
