import { expect, test } from 'vitest';
import { z } from 'zod';
import { type CommandTerms, command, query } from './procedure.ts';
import { procedureList } from './procedures.ts';
import { feedSubjects } from './realtime/realtime.procedures.ts';
import { shownBy } from './realtime/shown-by.ts';

const commands = procedureList.flatMap(({ definition }) =>
  definition.terms === null ? [] : [{ ...definition, terms: definition.terms satisfies CommandTerms }],
);

test('every command has terms, and no query has any', () => {
  expect(commands.length).toBeGreaterThan(15);
  for (const { definition } of procedureList)
    expect([definition.id, definition.terms !== null]).toEqual([
      definition.id,
      definition.kind === 'command',
    ]);
});

test('a command without an audit row says why', () => {
  for (const { id, terms } of commands) {
    const reason = terms.audit === 'row' ? null : terms.audit.none;
    expect([id, reason === null || reason.length > 20]).toEqual([id, true]);
  }
});

test('a command without a budget has the default of its access: nothing is unlimited', () => {
  const draft = {
    path: '/x',
    input: z.strictObject({}),
    output: z.strictObject({}),
    audit: 'row',
    shows: [],
    summary: 'x',
  } as const;
  const per = (access: Parameters<typeof command>[0]['access']) =>
    command({ ...draft, id: 'x.y', access }).terms.budget.limits.map((limit) => limit.per);
  expect(per({ kind: 'public' })).toEqual(['address']);
  expect(per({ kind: 'user' })).toEqual(['account']);
  expect(query({ ...draft, id: 'x.y', access: { kind: 'user' } }).terms).toBeNull();
});

test('budgets: only anonymous commands are counted by address alone, and every limit is real', () => {
  const named = new Map<string, unknown>();
  for (const { id, access, terms, input } of commands) {
    const pers = terms.budget.limits.map(({ per }) => per);
    if (access.kind !== 'public') expect([id, pers.includes('address')]).toEqual([id, false]);
    if (access.kind === 'public') expect([id, pers.includes('account')]).toEqual([id, false]);
    for (const limit of terms.budget.limits) {
      expect([id, limit.points > 0, limit.localPoints > 0, limit.windowSeconds > 0]).toEqual([
        id,
        true,
        true,
        true,
      ]);
      expect([id, limit.localPoints < limit.points]).toEqual([id, true]);
      // Commands that share a counter share its limit.
      expect(named.get(limit.name) ?? limit).toBe(limit);
      named.set(limit.name, limit);
      if (typeof limit.per === 'object')
        expect(Object.keys((input as z.ZodObject).shape)).toContain(limit.per.field);
    }
  }
});

test('every feed subject is shown by a query, including all that commands change', () => {
  const shown = new Set(Object.values(shownBy).flatMap(({ subjects }) => subjects));
  expect([...shown].sort()).toEqual([...feedSubjects].sort());
  for (const { id, terms } of commands)
    for (const subject of terms.shows) expect([id, shown.has(subject)]).toEqual([id, true]);
});

test('only existing queries show subjects', () => {
  const queries = procedureList.filter(({ definition }) => definition.kind === 'query');
  expect(Object.keys(shownBy).sort()).toEqual(queries.map(({ definition }) => definition.id).sort());
});
