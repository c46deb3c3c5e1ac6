import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readChecksums, seal } from '../src/checksums.ts';
import { readLivingSql } from '../src/living-sql/read-living-sql.ts';
import { migrate } from '../src/migrations-runner.ts';
import { migrationsDirectory, readMigrations } from '../src/read-migrations.ts';
import { renderSchemaDocument, schemaDocumentPath } from '../src/schema-document.ts';
import { readOwnRelease, readSchemaVersion } from '../src/schema-release.ts';
import { renderSchemaTypes, schemaTypesPath } from '../src/schema-types.ts';
import { readMachines, readWords } from '../src/words/read-words.ts';
import {
  renderStatesDocument,
  renderWordsDocument,
  statesDocumentPath,
  wordsDocumentPath,
} from '../src/words/render-words-document.ts';
import { renderWordsSql, wordsSqlPath } from '../src/words/render-words-sql.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await database.pools.owner.query(sql)).rows;

describe('the migrations', () => {
  test('build the schema from nothing, and a second run has nothing to do', async () => {
    const fresh = await createTestDatabase({ content: 'empty' });
    try {
      const version = readOwnRelease().migration;
      const first = await migrate({ connectionString: fresh.urls.owner });
      const applied = Array.from({ length: version }, (_, index) => index + 1);
      expect(first).toEqual({ applied, version, sqlChanges: readLivingSql().objects.length });
      const second = await migrate({ connectionString: fresh.urls.owner });
      expect(second).toEqual({ applied: [], version, sqlChanges: 0 });
      for (const role of ['api', 'ingest', 'worker'] as const) {
        expect(await readSchemaVersion(fresh.pools[role])).toBe(version);
      }
    } finally {
      await fresh.close();
    }
  });

  test('each carry a note that says what they change and why', () => {
    const noteless = readMigrations().filter(
      ({ name }) => !existsSync(path.join(migrationsDirectory, name, 'note.md')),
    );
    expect(noteless.map(({ name }) => name)).toEqual([]);
  });
});

describe('the committed schema', () => {
  test('is that of the migrated database', async () => {
    expect(await renderSchemaDocument(database.pools.owner)).toBe(readFileSync(schemaDocumentPath, 'utf8'));
  });

  test.each([
    ['a column', `alter table patients add nickname text`],
    ['a default', `alter table services alter active set default false`],
    ['a check', `alter table patients add check (version > 0)`],
    ['an index', `create index extra on bookings (created_at)`],
    [
      'a function',
      `create or replace function actor_system() returns text language sql stable as 'select null'`,
    ],
    ['a trigger', `alter table bookings disable trigger b_agreement`],
    ['a policy', `alter policy own on patients using (true)`],
    ['row security', `alter table patients no force row level security`],
    ['a view', `alter view whatsapp_logs reset (security_invoker)`],
    ['a grant', `grant delete on feed to holdfast_ingest`],
    ['a grant of a column', `grant update (reason) on refunds to holdfast_api`],
    ['a grant of a function', `revoke execute on function hold_slot from holdfast_api`],
  ])('would differ after a change of %s', async (_what, change) => {
    const client = await database.pools.owner.connect();
    try {
      await client.query(`begin; ${change}`);
      expect(await renderSchemaDocument(client)).not.toBe(readFileSync(schemaDocumentPath, 'utf8'));
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('the seals of the migrations', () => {
  const migrations = readMigrations();
  const checksums = readChecksums(migrationsDirectory);

  test('are committed for every migration; "npm run seal-migrations" adds a new one', () => {
    expect(checksums.sealed).toEqual(Object.fromEntries(migrations.map((one) => [one.name, one.checksum])));
  });

  test('forbid a change to a migration and its removal', () => {
    const [first, ...rest] = migrations;
    const changed = { ...first, name: first?.name ?? '', checksum: '0'.repeat(64) };
    expect(() => seal(checksums, [changed, ...rest])).toThrow(/0001-foundation was changed/);
    expect(() => seal(checksums, rest)).toThrow(/0001-foundation was removed/);
  });

  test('grow by a new migration and keep the others', () => {
    const next = { name: '9999-next', checksum: 'f'.repeat(64) };
    expect(seal(checksums, [...migrations, next]).sealed).toEqual({
      ...checksums.sealed,
      '9999-next': next.checksum,
    });
  });
});

describe('the generated types', () => {
  test('are those of the migrated database', async () => {
    expect(readFileSync(schemaTypesPath, 'utf8')).toBe(await renderSchemaTypes(database.pools.owner));
  });

  test('would differ after a change of the schema', async () => {
    const changed = await createTestDatabase();
    try {
      await changed.pools.owner.query('alter table patients add nickname text');
      expect(await renderSchemaTypes(changed.pools.owner)).not.toBe(readFileSync(schemaTypesPath, 'utf8'));
    } finally {
      await changed.close();
    }
  });
});

describe('the states', () => {
  test('in the migration and in the document are those of the contract', async () => {
    const machines = await readMachines();
    expect(machines.map((machine) => machine.name)).toEqual(
      expect.arrayContaining(['attempt', 'booking', 'message', 'refund']),
    );
    const words = await readWords();
    expect(readFileSync(wordsSqlPath, 'utf8')).toBe(renderWordsSql(words));
    expect(readFileSync(statesDocumentPath, 'utf8')).toBe(renderStatesDocument(machines));
    expect(readFileSync(wordsDocumentPath, 'utf8')).toBe(renderWordsDocument(words));
  });

  test('in the live tables are those of the contract', async () => {
    const machines = await readMachines();
    const states = machines.flatMap((machine) =>
      machine.states.map((state) => ({
        machine: machine.name,
        state,
        rank: machine.rank(state),
        initial: machine.initial.includes(state),
        terminal: machine.isTerminal(state),
      })),
    );
    const edges = machines.flatMap((machine) =>
      machine.edges.map(([from, to]) => ({ machine: machine.name, from_state: from, to_state: to })),
    );
    const live = await rowsOf('select machine, state, rank, initial, terminal from transition_states');
    expect(live).toHaveLength(states.length);
    expect(live).toEqual(expect.arrayContaining(states));
    const liveEdges = await rowsOf('select machine, from_state, to_state from transition_edges');
    expect(liveEdges).toHaveLength(edges.length);
    expect(liveEdges).toEqual(expect.arrayContaining(edges));
  });

  test('of a machine with one more edge would differ from the committed ones', async () => {
    const [first, ...rest] = await readMachines();
    if (!first) throw new Error('no machines');
    const changed = {
      ...first,
      edges: [...first.edges, [first.states[0], first.states[0]] as [string, string]],
    };
    const words = { ...(await readWords()), machines: [changed, ...rest] };
    expect(renderWordsSql(words)).not.toBe(readFileSync(wordsSqlPath, 'utf8'));
  });

  test('are guarded by a trigger on every table that has them', async () => {
    const unguarded = await rowsOf(`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'state'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and c.relname not in ('feed', 'transition_states', 'whatsapp_accounts')
        and not exists (
          select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid
          where t.tgrelid = c.oid and p.proname = 'enforce_transition' and t.tgenabled = 'O')`);
    expect(unguarded).toEqual([]);
    const named = await rowsOf(`
      select distinct convert_from(rtrim(t.tgargs, '\\x00'), 'UTF8') as machine
      from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.proname = 'enforce_transition' order by 1`);
    expect(named.map((row) => row.machine)).toEqual((await readMachines()).map((machine) => machine.name));
  });
});
