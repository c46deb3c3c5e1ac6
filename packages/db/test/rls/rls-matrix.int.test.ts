import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor, Cells, Target } from './probe.ts';
import { actors, anonymous, cellKey, people, probeAll, readTargets } from './probe.ts';
import { renderMatrix } from './render.ts';
import { seedWorld } from './world.ts';

/** What a visitor may read before logging in, and what readiness reads. */
const publicTables = [
  'clinics',
  'doctors',
  'services',
  'doctor_services',
  'schedule_rules',
  'schedule_leaves',
];
const referenceTables = [
  'chart_of_accounts',
  'schema_migrations',
  'schema_objects',
  'schema_releases',
  'transition_edges',
  'transition_states',
];
const appendOnlyTables = [
  'ledger_postings',
  'ledger_entries',
  'ledger_marks',
  'ledger_checkpoints',
  'state_history',
  'audit_log',
  'audit_seals',
  'audit_seal_rows',
  'bill_lines',
  'bill_covers',
  'deposits',
];

let database: TestDatabase;
let targets: Target[];
let cells: Cells;

beforeAll(async () => {
  database = await createTestDatabase();
  targets = await readTargets(database, await seedWorld(database.pools.superuser));
  cells = await probeAll(database, targets);
});
afterAll(() => database.close());

const actorNamed = (name: string): Actor => {
  const actor = actors.find((candidate) => candidate.name === name);
  if (!actor) throw new Error(`no actor ${name}`);
  return actor;
};
/** Cells of these actors that violate a law, as readable lines. */
function breaches(names: readonly string[], law: (letters: string, target: Target) => boolean): string[] {
  return names.flatMap((name) =>
    targets
      .map((target) => ({ target, letters: cells[cellKey(actorNamed(name), target)] ?? '?' }))
      .filter(({ target, letters }) => !law(letters, target))
      .map(({ target, letters }) => `${name} on ${target.table} ${target.label}: ${letters}`),
  );
}
const appActors = actors.filter((actor) => actor.role !== 'owner').map((actor) => actor.name);
const apiActors = actors.filter((actor) => actor.role === 'api').map((actor) => actor.name);
const anonymousLetters = (target: Target): string => cells[cellKey(anonymous, target)] ?? '?';

test('every cell is what the reviewed table says', async () => {
  expect(Object.keys(cells)).toHaveLength(targets.length * actors.length);
  await expect(renderMatrix(targets, cells)).toMatchFileSnapshot('rls-matrix.expected.txt');
});

describe('whatever the table says', () => {
  test('a write that reads nothing reaches no more rows than one that reads first', () => {
    const law = (letters: string, target: Target, name: string) => {
      const rows = targets.filter((row) => row.table === target.table && !row.isBlind);
      const seen = rows
        .map((row) => cells[cellKey(actorNamed(name), row)] ?? '')
        .join('')
        .toUpperCase();
      return (
        !target.isBlind ||
        [...letters.toUpperCase()].every((letter) => letter === '-' || seen.includes(letter))
      );
    };
    expect(
      actors.flatMap(({ name }) => breaches([name], (letters, target) => law(letters, target, name))),
    ).toEqual([]);
  });

  test('without an actor only public rows are visible', () => {
    const allowed = [...publicTables, ...referenceTables];
    expect(
      breaches(
        ['anonymous'],
        (letters, target) => letters === (allowed.includes(target.table) && !target.isBlind ? 'S' : '-'),
      ),
    ).toEqual([]);
    const bare = (letters: string, target: Target) =>
      letters === (referenceTables.includes(target.table) && !target.isBlind ? 'S' : '-');
    expect(breaches(['ingest', 'worker'], bare)).toEqual([]);
  });

  test('a patient has no access to rows of another patient', () => {
    const isForeign = (target: Target) =>
      target.label.startsWith('other') || target.label.startsWith('no account');
    expect(breaches(['patient'], (letters, target) => !isForeign(target) || letters === '-')).toEqual([]);
  });

  test('staff have no access to another clinic beyond what is public', () => {
    const isAway = (target: Target) => target.label.endsWith('away') && target.table !== 'audit_log';
    const law = (letters: string, target: Target) => !isAway(target) || letters === anonymousLetters(target);
    expect(breaches(['receptionist', 'doctor', 'billing', 'admin', 'payee'], law)).toEqual([]);
  });

  test('no log-in role may change an append-only row', () => {
    const law = (letters: string, target: Target) =>
      !appendOnlyTables.includes(target.table) || /^(-|S?I?)$/.test(letters);
    expect(breaches(appActors, law)).toEqual([]);
  });

  test('the API deletes nothing, and only the owner may change posted money', () => {
    expect(breaches(apiActors, (letters) => !/d/i.test(letters))).toEqual([]);
    const isLedger = (target: Target) => target.table.startsWith('ledger_');
    expect(breaches(apiActors, (letters, target) => !isLedger(target) || letters === '-')).toEqual([]);
  });

  test('only the log-in code reads passwords and sessions', () => {
    const others = appActors.filter((name) => name !== 'api as system:auth');
    const isSecret = (target: Target) => ['credentials', 'sessions'].includes(target.table);
    expect(breaches(others, (letters, target) => !isSecret(target) || letters === '-')).toEqual([]);
  });
});

test('a suspended account has no rights from its next statement on', async () => {
  await database.pools.superuser.query(`update users set status = 'suspended'`);
  try {
    const suspended = await probeAll(database, targets, people);
    const rights = people.flatMap((actor) =>
      targets
        .filter((target) => suspended[cellKey(actor, target)] !== anonymousLetters(target))
        .map(
          (target) =>
            `${actor.name} on ${target.table} ${target.label}: ${suspended[cellKey(actor, target)]}`,
        ),
    );
    expect(rights).toEqual([]);
  } finally {
    await database.pools.superuser.query(`update users set status = 'active'`);
  }
});
