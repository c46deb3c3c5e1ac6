import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { waitUntil } from '@holdfast/testkit/waiting';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, createPool } from '../src/client.ts';
import { type StorageError, toStorageError } from '../src/pg-errors.ts';
import { connectionUrlFor } from '../src/roles.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ content: 'empty' });
  await database.pools.owner.query(`
    create table parents (id int primary key);
    create table things (
      id int primary key,
      parent_id int references parents (id),
      size int not null default 1 constraint things_size check (size > 0),
      during int4range,
      constraint things_no_overlap exclude using gist (during with &&)
    );
    insert into things (id, during) values (1, '[1,5)'), (2, '[10,15)');
    create function raise_rule() returns void language plpgsql as $$ begin
      raise exception using errcode = 'HF001', message = 'slot taken', detail = 'slot_taken';
    end $$;
  `);
});
afterAll(() => database.close());

const failureOf = async (work: Promise<unknown>): Promise<StorageError | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => toStorageError(error),
  );
/** On a connection of its own, so that no setting leaks. */
async function failing(sql: string): Promise<StorageError | undefined> {
  const client = await database.pools.owner.connect();
  try {
    return await failureOf(client.query(sql));
  } finally {
    client.release(true);
  }
}
const smallPool = (
  connectionString: string,
  change: { onIdleError?: (error: Error) => void; acquireTimeoutMs?: number } = {},
) =>
  createPool({
    connectionString,
    max: 1,
    acquireTimeoutMs: 500,
    applicationName: 'small',
    onIdleError: () => undefined,
    ...change,
  });

describe('values', () => {
  test('arrive as checked numbers, plain dates, instants and range text', async () => {
    const result =
      await database.pools.owner.query(`select 9007199254740991::bigint as big, '2026-02-28'::date as day,
      array[1, null]::bigint[] as bigs, array['2026-02-28']::date[] as days, array[]::bigint[] as none,
      '2026-02-28 10:00+05:30'::timestamptz as at, int4range(1, 5) as span, 1.50::numeric as exact`);
    expect(result.rows[0]).toEqual({
      big: Number.MAX_SAFE_INTEGER,
      day: '2026-02-28',
      bigs: [1, null],
      days: ['2026-02-28'],
      none: [],
      at: new Date('2026-02-28T04:30:00Z'),
      span: '[1,5)',
      exact: '1.50',
    });
  });

  test('reject a bigint that a number cannot represent', async () => {
    await expect(database.pools.owner.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError);
  });
});

describe('a database failure', () => {
  test.each([
    ['unique', 'things_pkey', `insert into things (id) values (1)`],
    ['exclusion', 'things_no_overlap', `insert into things (id, during) values (3, '[4,6)')`],
    ['foreign_key', 'things_parent_id_fkey', `insert into things (id, parent_id) values (4, 99)`],
    ['check', 'things_size', `insert into things (id, size) values (5, 0)`],
  ])('is typed as %s with its constraint, and contains no value', async (kind, constraint, sql) => {
    const failure = await failing(sql);
    expect(failure).toMatchObject({ kind, constraint, table: 'things', isRetryable: false });
    expect(failure?.message).toBe(`storage: ${kind} (${constraint})`);
  });

  test.each([
    ['not_null', `insert into things (id, size) values (6, null)`],
    ['invalid_value', `select 'x'::int`],
    ['statement_timeout', `set statement_timeout = '5ms'; select pg_sleep(5)`],
  ])('is typed as %s', async (kind, sql) => {
    expect((await failing(sql))?.kind).toBe(kind);
  });

  test('keeps the code that our own SQL raised', async () => {
    expect(await failing('select raise_rule()')).toMatchObject({
      kind: 'rule',
      sqlState: 'HF001',
      rule: 'slot_taken',
    });
  });

  test('is typed as forbidden where the role has no right', async () => {
    expect((await failureOf(database.pools.api.query('select * from things')))?.kind).toBe('forbidden');
  });

  test('of another kind is rethrown unchanged', async () => {
    expect(await failing('select no_such_column from things')).toBeUndefined();
    expect(toStorageError(new Error('something else'))).toBeUndefined();
  });
});

describe('two conflicting transactions', () => {
  const inTwo = async (
    work: (first: pg.PoolClient, second: pg.PoolClient) => Promise<void>,
  ): Promise<void> => {
    const [first, second] = await Promise.all([
      database.pools.owner.connect(),
      database.pools.owner.connect(),
    ]);
    try {
      await work(first, second);
    } finally {
      first.release(true);
      second.release(true);
    }
  };

  test('end in lock_timeout when one waits too long', async () => {
    await inTwo(async (first, second) => {
      await first.query('begin; update things set size = 2 where id = 1');
      const failure = await failureOf(
        second.query(`set lock_timeout = '10ms'; update things set size = 3 where id = 1`),
      );
      expect(failure).toMatchObject({ kind: 'lock_timeout', isRetryable: false });
    });
  });

  test('end in a retryable deadlock when each waits for the other', async () => {
    await inTwo(async (first, second) => {
      await first.query('begin; update things set size = 2 where id = 1');
      await second.query('begin; update things set size = 2 where id = 2');
      const failures = await Promise.all([
        failureOf(first.query('update things set size = 3 where id = 2').then(() => first.query('commit'))),
        failureOf(second.query('update things set size = 3 where id = 1').then(() => second.query('commit'))),
      ]);
      const failed = failures.filter((failure) => failure !== undefined);
      expect(failed).toHaveLength(1);
      expect(failed[0]).toMatchObject({ kind: 'deadlock', isRetryable: true });
    });
  });

  test('end in a retryable serialization failure under snapshot isolation', async () => {
    await inTwo(async (first, second) => {
      await first.query('begin isolation level repeatable read; select * from things');
      await second.query('update things set size = 7 where id = 1');
      const failure = await failureOf(first.query('update things set size = 8 where id = 1'));
      expect(failure).toMatchObject({ kind: 'serialization', isRetryable: true });
    });
  });
});

describe('a pool', () => {
  test('that is used up fails with pool_exhausted within its bound', async () => {
    const pool = smallPool(database.urls.owner);
    const held = await pool.connect();
    try {
      expect((await failureOf(pool.query('select 1')))?.kind).toBe('pool_exhausted');
    } finally {
      held.release();
      await pool.end();
    }
  });

  test('reports a broken idle connection and goes on with a new one', async () => {
    const heard: Error[] = [];
    const onIdleError = (error: Error): void => void heard.push(error);
    const pool = smallPool(database.urls.owner, { onIdleError, acquireTimeoutMs: 10_000 });
    try {
      const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.pools.superuser.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await waitUntil('the pool noticed', async () => heard.length === 1);
      expect(toStorageError(heard[0])?.kind).toBe('connection');
      expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await pool.end();
    }
  });

  test('reports an unreachable server and a closed pool as connection failures', async () => {
    const absent = smallPool(connectionUrlFor(database.urls.owner, {}).replace(/:\d+\//, ':1/'));
    expect((await failureOf(absent.query('select 1')))?.kind).toBe('connection');
    await absent.end();
    expect((await failureOf(absent.query('select 1')))?.kind).toBe('connection');
  });

  test('reports a typed error for a statement whose backend is killed', async () => {
    const client = await database.pools.owner.connect();
    client.on('error', () => undefined);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const running = failureOf(client.query('select pg_sleep(60)'));
    await database.pools.superuser.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    expect((await running)?.kind).toBe('connection');
    client.release(true);
  });

  test('serves Kysely', async () => {
    const db = createDatabase(smallPool(database.urls.owner));
    const row = await db.selectNoFrom((eb) => eb.val(1).as('one')).executeTakeFirstOrThrow();
    expect(row.one).toBe('1');
    await db.destroy();
  });
});
