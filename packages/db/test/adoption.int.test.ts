import { readFileSync } from 'node:fs';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isHolding, runInvariants } from '../src/invariants.ts';
import { migrate } from '../src/migrations-runner.ts';
import { readMigrations } from '../src/read-migrations.ts';
import { renderSchemaDocument, schemaDocumentPath } from '../src/schema-document.ts';
import { createSchemaCheck } from '../src/schema-release.ts';
import { readMachines } from '../src/words/read-words.ts';

let database: TestDatabase;
let columnsBefore: Map<string, string[]>;
let before: Record<string, string[]>;

async function columns(): Promise<Map<string, string[]>> {
  const found = await database.pools.superuser.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not starts_with(c.relname, 'schema_')
     group by c.relname`,
  );
  return new Map(found.rows.map((row) => [row.table, row.columns]));
}

/** Where later migrations have put these columns, in the same order. */
function renamed(of: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const sql = readMigrations().flatMap(({ files }) => files.map((file) => file.sql));
  const renames = [...sql.join('\n').matchAll(/^alter table (\w+) rename column (\w+) to (\w+);$/gm)];
  const nameOf = (table: string, column: string): string =>
    renames.find(([, owner, from]) => owner === table && from === column)?.[3] ?? column;
  const readAs = (table: string, name: string): string =>
    nowReadAs[`${table}.${name}`] ?? nameOf(table, name);
  return new Map([...of].map(([table, names]) => [table, names.map((name) => readAs(table, name))]));
}

/** Words of the earlier release that have another name now. */
const newWords = (row: string): string => row.replace('"provider_clearing"', '"provider_balance"');

/** What columns that are gone are read from now; the key of a delivery began with the names of its account. */
const account = (table: string) =>
  `(select a from provider_accounts a where a.id = ${table}.provider_account_id)`;
const factOf = (column: string) =>
  `(select f.${column} from provider_refunds f where f.clinic_id = refunds.clinic_id and f.id = refunds.id)`;
const nowReadAs: Readonly<Record<string, string>> = {
  'refunds.provider_refund_id': factOf('provider_refund_id'),
  'refunds.bank_reference': factOf('bank_reference'),
  'payments.provider_account': `${account('payments')}.account_ref`,
  'payment_attempts.provider': `${account('payment_attempts')}.provider`,
  'payment_attempts.provider_account': `${account('payment_attempts')}.account_ref`,
  'provider_objects.provider': `${account('provider_objects')}.provider`,
  'provider_objects.provider_account': `${account('provider_objects')}.account_ref`,
  'payment_webhooks.provider': `${account('payment_webhooks')}.provider`,
  'payment_webhooks.provider_account': `${account('payment_webhooks')}.account_ref`,
  'payment_webhooks.deduplication_key': `replace(deduplication_key, provider_account_id::text,
    (${account('payment_webhooks')}.provider) || ':' || (${account('payment_webhooks')}.account_ref))`,
};

/** When a call is due is kept with the call, and what a posting moved with the bill: see money-by-amounts.int.test.ts. */
const notKept: Readonly<Record<string, readonly string[]>> = {
  refunds: ['next_try_at', 'tries', 'fence', 'leased_until', 'last_error'],
  payments: ['settling_attempt_id'],
  ledger_postings: ['payment_id', 'refund_id'],
};

function kept(of: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const now = renamed(of);
  const tables = [...of].filter(([table]) => table !== 'booking_evidence');
  return new Map(
    tables.map(([table, names]) => [
      table,
      names.filter((_, place) => !notKept[table]?.includes(now.get(table)?.[place] ?? '')),
    ]),
  );
}

/** Every row of every table as PostgreSQL writes it; a later release may have columns that this one did not. */
async function contents(of: ReadonlyMap<string, readonly string[]>): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [table, names] of of) {
    const { rows } = await database.pools.superuser.query<{ row: string }>(
      `select jsonb_build_array(${names.join(', ')})::text as row from ${table} order by 1`,
    );
    all[table] = rows.map(({ row }) => row).toSorted();
  }
  return all;
}

beforeAll(async () => {
  database = await createEarlierRelease();
  columnsBefore = kept(await columns());
  before = await contents(columnsBefore);
  // Made at the provider: facts now, and never requests of ours.
  before.refunds = (before.refunds ?? []).filter((row) => !row.includes('"provider_initiated"'));
});
afterAll(() => database.close());

describe('a database of release 0.1', () => {
  test('has open rows and ended rows: every state of every machine', async () => {
    const tableOf: Record<string, string> = { attempt: 'payment_attempts', webhook: 'payment_webhooks' };
    const machines = await database.pools.superuser.query<{ machine: string; state: string }>(
      'select machine, state from transition_states order by machine, rank',
    );
    for (const { machine, state } of machines.rows) {
      const table = tableOf[machine] ?? `${machine}s`;
      const found = await database.pools.superuser.query(`select 1 from ${table} where state = $1`, [state]);
      expect(found.rowCount, `${machine} ${state}`).toBeGreaterThan(0);
    }
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
  });

  test('is not served by this release, and the error says what to do', async () => {
    expect(await createSchemaCheck(database.pools.api)()).toMatchObject({
      isReady: false,
      note: expect.stringContaining('npm run migrate'),
    });
  });

  test('is adopted by migrate, which records the new checksums', async () => {
    const pending = readMigrations().filter(({ version }) => version > 2);
    const result = await migrate({ connectionString: database.urls.owner });
    expect(result.applied).toEqual(pending.map(({ version }) => version));
    expect(result.sqlChanges).toBeGreaterThan(100);
    const { rows } = await database.pools.owner.query(
      'select name, checksum from schema_migrations order by version',
    );
    expect(rows).toEqual(readMigrations().map(({ name, checksum }) => ({ name, checksum })));
    expect(await createSchemaCheck(database.pools.api)()).toMatchObject({ isReady: true });
  });

  test('keeps every row as it was, also where its column has another name now', async () => {
    const after = await contents(renamed(columnsBefore));
    for (const [table, rows] of Object.entries(before)) {
      // The words are the release's own.
      if (table.startsWith('transition_')) continue;
      // Rows that the migration made of others have a history of their own.
      const old = (after[table] ?? []).filter((row) => !row.includes('"system:migration"'));
      expect(old, table).toEqual(rows.map(newWords).toSorted());
    }
  });

  test('has the same schema as a database created from nothing', async () => {
    expect(await renderSchemaDocument(database.pools.owner)).toBe(readFileSync(schemaDocumentPath, 'utf8'));
  });

  test('holds only states that this release knows, and every invariant', async () => {
    const known = new Map((await readMachines()).map(({ name, states }) => [name, states]));
    const { rows } = await database.pools.superuser.query<{ machine: string; state: string }>(
      `select distinct 'booking' as machine, state from bookings union select 'payment', state from payments
       union select 'refund', state from refunds union select 'message', state from messages
       union select 'attempt', state from payment_attempts union select 'webhook', state from payment_webhooks`,
    );
    expect(rows.filter(({ machine, state }) => !known.get(machine)?.includes(state))).toEqual([]);
    const board = await runInvariants(database.pools.worker);
    expect(board.filter((result) => !isHolding(result))).toEqual([]);
  });

  test('has nothing left to do in a second run', async () => {
    expect(await migrate({ connectionString: database.urls.owner })).toMatchObject({
      applied: [],
      sqlChanges: 0,
    });
  });
});

test('a database whose migration was changed by hand is not adopted', async () => {
  const changed = await createEarlierRelease();
  try {
    await changed.pools.owner.query(
      `update schema_migrations set checksum = repeat('0', 64) where version = 1`,
    );
    await expect(migrate({ connectionString: changed.urls.owner })).rejects.toMatchObject({
      code: 'changed_migration',
    });
  } finally {
    await changed.close();
  }
});
