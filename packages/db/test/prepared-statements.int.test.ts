import { createTestDatabase, type TestDatabase } from '@holdfast/testkit/test-database';
import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, createPool, type Database } from '../src/client.ts';
import { createPreparingPool } from '../src/prepared-statements.ts';
import { createTenantTx, type TenantTx } from '../src/tenant-tx.ts';

let database: TestDatabase;
let pool: pg.Pool;
let db: Kysely<Database>;
let tx: TenantTx;
let retries: string[];

const actor = { userId: null, system: 'system:test', requestId: 'request' };

interface Prepared {
  readonly statement: string;
  readonly runs: number;
}

/** What the pool's only connection has prepared, apart from this question. */
async function prepared(): Promise<Prepared[]> {
  const { rows } = await pool.query<Prepared>(
    `select statement, generic_plans + custom_plans as runs from pg_prepared_statements where statement like '%of_test%'`,
  );
  return rows;
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.pools.owner.query(
    `drop table if exists of_test; create table of_test (id int primary key, name text); insert into of_test values (1, 'one')`,
  );
  retries = [];
  pool = createPool({
    connectionString: database.urls.owner,
    max: 1,
    acquireTimeoutMs: 5_000,
    applicationName: 'prepared',
    onIdleError: () => undefined,
  });
  const statements = createPreparingPool(pool);
  db = createDatabase(statements);
  tx = createTenantTx({
    db,
    pool: statements,
    onStep: () => undefined,
    onRetry: (kind) => void retries.push(kind),
  });
  return () => db.destroy();
});

const readRow = () =>
  tx.run(actor, null, async (inner) => {
    const { rows } = await sql`select * from of_test where id = ${1}`.execute(inner);
    return rows[0];
  });

describe('statements', () => {
  test('with parameters are prepared once per connection, whatever their values', async () => {
    for (const id of [1, 2, 3]) await sql`select name from of_test where id = ${id}`.execute(db);
    expect(await prepared()).toEqual([{ statement: 'select name from of_test where id = $1', runs: 3 }]);
  });

  test('of one transaction call and of the query builder share the preparation of one text', async () => {
    const text = 'select name from of_test where id = $1';
    await tx.single({ text, values: [1] });
    await sql`select name from of_test where id = ${1}`.execute(db);
    expect(await prepared()).toEqual([{ statement: text, runs: 2 }]);
  });

  test('without parameters are not prepared', async () => {
    await sql`select name from of_test`.execute(db);
    expect(await prepared()).toEqual([]);
  });

  test('beyond a thousand texts are sent without being prepared, and are answered', async () => {
    for (let index = 0; index < 1_005; index += 1) {
      const { rows } = await sql
        .raw<{ at: number }>(`select ${index} as at from of_test where id = 1`)
        .execute(db);
      expect(rows).toEqual([{ at: index }]);
    }
    const texts = Array.from(
      { length: 1_005 },
      (_, index) => `select ${index} as at from of_test where id = $1`,
    );
    for (const text of texts) expect(await tx.single({ text, values: [1] })).toHaveLength(1);
    expect((await prepared()).length).toBeLessThanOrEqual(1_000);
  });

  test('that fail leave the connection usable and stay prepared', async () => {
    const divide = (by: number) => sql`select 1 / ${by}::int from of_test`.execute(db);
    await divide(1);
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    await divide(1);
    expect(await prepared()).toMatchObject([{ statement: 'select 1 / $1::int from of_test' }]);
  });
});

describe('a migration while the process runs', () => {
  test('that adds a column to what a transaction reads: the transaction is tried again and sees it', async () => {
    expect(await readRow()).toEqual({ id: 1, name: 'one' });
    await database.pools.owner.query(`alter table of_test add column size int not null default 7`);
    expect(await readRow()).toEqual({ id: 1, name: 'one', size: 7 });
    expect(retries).toEqual(['outdated_plan']);
    expect(await readRow()).toEqual({ id: 1, name: 'one', size: 7 });
    expect(retries).toHaveLength(1);
  });

  test('that changes the type of a column: a single statement is tried again and answers', async () => {
    const statement = { text: 'select name from of_test where id = $1', values: [1] };
    expect(await tx.single(statement)).toEqual([{ name: 'one' }]);
    await database.pools.owner.query(`alter table of_test alter column name type varchar(9)`);
    expect(await tx.single(statement)).toEqual([{ name: 'one' }]);
    expect(retries).toEqual(['outdated_plan']);
  });

  test('writes of the rejected try are not kept', async () => {
    await readRow();
    await database.pools.owner.query(`alter table of_test add column size int`);
    await tx.run(actor, null, async (inner) => {
      await sql`insert into of_test (id) select max(id) + 1 from of_test where id > ${0}`.execute(inner);
      await sql`select * from of_test where id = ${1}`.execute(inner);
    });
    const { rows } = await pool.query('select id from of_test order by id');
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
    expect(retries).toEqual(['outdated_plan']);
  });

  test('that replaces the table is noticed without an error', async () => {
    await readRow();
    await database.pools.owner.query(
      `drop table of_test; create table of_test (id int primary key, name text); insert into of_test values (1, 'new')`,
    );
    expect(await readRow()).toEqual({ id: 1, name: 'new' });
  });
});
