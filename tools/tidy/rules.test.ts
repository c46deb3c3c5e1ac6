import { describe, expect, it } from 'vitest';
import { plantedMess, tidyTree } from './planted.ts';
import { type RuleName, tidyRules } from './rules.ts';
import { exceptionsAreUsed, noSilencers } from './text-rules.ts';
import type { RepoTree } from './tree.ts';
import { wordsAreWritten } from './word-rules.ts';

function treeOf(files: Readonly<Record<string, string>>, rootEntries: readonly string[] = []): RepoTree {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  return { files: list, paths: new Set(Object.keys(files)), rootEntries };
}

function redRules(tree: RepoTree): string[] {
  return Object.entries(tidyRules).flatMap(([name, rule]) => (rule(tree).length > 0 ? [name] : []));
}

/** These refer to files and rooms of the real tree; their planted violations are in separate tests. */
const ownTests: readonly RuleName[] = [
  'every named exception is needed',
  'a room keeps its share of tests',
  'something writes every state, reason, kind and subject',
];
const withoutExceptions = (names: string[]): string[] =>
  names.filter((name) => !ownTests.some((own) => own === name));

describe('tidy rules', () => {
  it('accept a tree that is exactly at every limit', () => {
    expect(withoutExceptions(redRules(treeOf(tidyTree, Array(18).fill('entry'))))).toEqual([]);
  });

  it.each(plantedMess)('$path turns only this red: $rule', ({ rule, path, text }) => {
    expect(withoutExceptions(redRules(treeOf({ ...tidyTree, [path]: text })))).toEqual([rule]);
  });

  it('a nineteenth entry in the root is one too many', () => {
    expect(withoutExceptions(redRules(treeOf(tidyTree, Array(19).fill('entry'))))).toEqual([
      'the root shows at most 18 entries',
    ]);
  });

  it('each have a planted violation', () => {
    const elsewhere: RuleName[] = ['the root shows at most 18 entries', ...ownTests];
    const planted = new Set<string>([...plantedMess.map(({ rule }) => rule), ...elsewhere]);
    expect(Object.keys(tidyRules).filter((name) => !planted.has(name))).toEqual([]);
  });
});

describe('a named exception', () => {
  const path = 'apps/web/src/card.tsx';
  const exception = { path, contains: 'lint/a11y/useButtonType', why: 'a test' };
  const silenced = (rule: string): RepoTree => treeOf({ [path]: `// biome-ignore ${rule}: reason\n` });

  it('exempts its own line and no other', () => {
    expect(noSilencers(silenced('lint/a11y/useButtonType'), [exception])).toEqual([]);
    expect(noSilencers(silenced('lint/style/noEnum'), [exception])).toHaveLength(1);
  });

  it('is rejected once it is no longer needed', () => {
    expect(exceptionsAreUsed(silenced('lint/a11y/useButtonType'), [exception])).toEqual([]);
    expect(exceptionsAreUsed(treeOf({}), [exception])).toHaveLength(1);
  });
});

describe('a word of a list', () => {
  const lists = [{ name: 'booking state', words: ['held', 'confirmed', 'paused'] }];
  const tree = treeOf({
    'packages/db/schema.sql': "state text default 'held'::text not null\n",
    'packages/db/sql/30-verbs.sql': "update bookings set state = booking_state('confirmed');\n",
    'packages/db/sql/10-words.gen.sql': "select p_word in ('paused');\n",
    'packages/core/test/verb.int.test.ts': "expect(state).toBe('paused');\n",
    'apps/web/src/looks.ts': "export const looks = ['paused'];\n",
  });
  const saysOf = (unused: Parameters<typeof wordsAreWritten>[2]) =>
    wordsAreWritten(tree, lists, unused).map(({ says }) => says);

  it('that only literals, generated files, tests and pages know is written by nothing', () => {
    expect(saysOf([])).toEqual(["nothing writes the booking state 'paused'"]);
  });

  it('may wait for its verb where it is named with a reason', () => {
    expect(saysOf([{ list: 'booking state', word: 'paused', why: 'its verb comes later' }])).toEqual([]);
  });

  it('waits no longer once something writes it', () => {
    const waiting = ['paused', 'confirmed'].map((word) => ({ list: 'booking state', word, why: 'later' }));
    expect(saysOf(waiting)).toEqual(["'confirmed' is written: it waits no longer"]);
  });
});
