import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  MigrationError,
  migrate,
  readExpectedSchemaVersion,
  readSchemaVersion,
} from '../src/migrations-runner.ts';
import type { TestDatabase } from '../src/testing/test-database.ts';
import { createTestDatabase } from '../src/testing/test-database.ts';
import type { MigrationFiles, MigrationFolder } from './migration-folder.ts';
import { createMigrationFolder } from './migration-folder.ts';
import { waitUntil } from './wait-until.ts';

const two: MigrationFiles = {
  '0001-first': {
    '010-table.sql': 'create table first (id int primary key);',
    '020-row.sql': 'insert into first values (1);',
  },
  '0002-second': { '010.sql': 'create table second (id int primary key);' },
};
const gateKey = 42;
/** Stops after its first statement until the test lets go of the gate. */
const gated: MigrationFiles = {
  '0001-gated': { '010.sql': `create table half_done (id int); select pg_advisory_xact_lock(${gateKey});` },
};

let database: TestDatabase;
let folder: MigrationFolder | undefined;

beforeEach(async () => {
  database = await createTestDatabase({ content: 'empty' });
});
afterEach(async () => {
  folder?.remove();
  await database.close();
});

const given = (files: MigrationFiles): string => {
  folder = createMigrationFolder(files);
  return folder.directory;
};
const run = (directory: string, lockTimeoutMs?: number) =>
  migrate({
    connectionString: database.urls.owner,
    directory,
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
  });
const tables = async (): Promise<string[]> => {
  const result = await database.pools.superuser.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public' order by 1`,
  );
  return result.rows.map((row) => row.tablename);
};
const waitingBackends = async (): Promise<number[]> => {
  const result = await database.pools.superuser.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database()
       and application_name = 'holdfast-migrate' and wait_event = 'advisory'`,
  );
  return result.rows.map((row) => row.pid);
};
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof MigrationError ? error.code : `no MigrationError but ${String(error)}`;
};

async function withGateClosed(work: (open: () => Promise<void>) => Promise<void>): Promise<void> {
  const holder = new pg.Client({ connectionString: database.urls.superuser });
  await holder.connect();
  try {
    await holder.query('select pg_advisory_lock($1)', [gateKey]);
    await work(async () => {
      await holder.query('select pg_advisory_unlock($1)', [gateKey]);
    });
  } finally {
    await holder.end();
  }
}

describe('a run', () => {
  test('applies every migration from zero and reports the version', async () => {
    const directory = given(two);
    expect(await readSchemaVersion(database.pools.api)).toBe(0);
    expect(await run(directory)).toEqual({ applied: [1, 2], version: 2 });
    expect(await tables()).toEqual(['first', 'schema_migrations', 'second']);
    expect(await readSchemaVersion(database.pools.api)).toBe(readExpectedSchemaVersion(directory));
  });

  test('changes nothing the second time', async () => {
    const directory = given(two);
    await run(directory);
    const before = await database.pools.owner.query('select * from schema_migrations order by version');
    expect(await run(directory)).toEqual({ applied: [], version: 2 });
    const after = await database.pools.owner.query('select * from schema_migrations order by version');
    expect(after.rows).toEqual(before.rows);
  });

  test('applies each migration once when several runners start together', async () => {
    const directory = given(two);
    const results = await Promise.all([run(directory), run(directory), run(directory), run(directory)]);
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 0, 2]);
  });

  test('makes a second runner wait until the first is done', async () => {
    const directory = given(gated);
    await withGateClosed(async (open) => {
      const first = run(directory);
      await waitUntil(
        'the first runner is inside its migration',
        async () => (await waitingBackends()).length === 1,
      );
      const second = run(directory);
      await waitUntil('the second runner waits', async () => (await waitingBackends()).length === 2);
      await open();
      expect((await first).applied).toEqual([1]);
      expect((await second).applied).toEqual([]);
    });
  });

  test('reads a checkout with CRLF line ends as the same migration', async () => {
    await run(given({ '0001-a': { '010.sql': 'create table a (\n  id int\n);\n' } }));
    folder?.write({ '0001-a': { '010.sql': 'create table a (\r\n  id int\r\n);\r\n' } });
    expect((await run(folder?.directory ?? '')).applied).toEqual([]);
  });
});

describe('a run that ends early', () => {
  test('leaves nothing of a migration whose backend was killed, and the next run completes it', async () => {
    const directory = given(gated);
    await withGateClosed(async (open) => {
      const killed = codeOf(run(directory));
      await waitUntil('the runner is half-way', async () => (await waitingBackends()).length === 1);
      await database.pools.superuser.query('select pg_terminate_backend($1)', await waitingBackends());
      expect(await killed).toBe('failed_migration');
      expect(await tables()).toEqual(['schema_migrations']);
      await open();
      expect((await run(directory)).applied).toEqual([1]);
    });
  });

  test('leaves nothing of a migration whose process died by SIGKILL', async () => {
    const directory = given(gated);
    const runner = new URL('../src/migrations-runner.ts', import.meta.url).href;
    const program = `import { migrate } from ${JSON.stringify(runner)};
      await migrate({ connectionString: process.argv[1], directory: process.argv[2] });`;
    await withGateClosed(async (open) => {
      const child = spawn(process.execPath, [
        '--input-type=module',
        '-e',
        program,
        database.urls.owner,
        directory,
      ]);
      await waitUntil('the process is half-way', async () => (await waitingBackends()).length === 1);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await open();
      expect((await run(directory)).applied).toEqual([1]);
      const rows = await database.pools.owner.query('select version from schema_migrations');
      expect(rows.rowCount).toBe(1);
    });
  });

  test('keeps nothing of a failing migration, names the file, and keeps the ones before it', async () => {
    const directory = given({
      ...two,
      '0003-broken': {
        '010.sql': 'create table third (id int);',
        '020-bad.sql': 'select no_such_function();',
      },
    });
    await expect(run(directory)).rejects.toThrow(/0003-broken\/020-bad\.sql failed.*no_such_function/);
    expect(await tables()).toEqual(['first', 'schema_migrations', 'second']);
    expect(await readSchemaVersion(database.pools.api)).toBe(2);
  });

  test('gives up instead of queueing behind a long transaction', async () => {
    await run(given(two));
    folder?.write({ '0003-alter': { '010.sql': 'alter table first add column note text;' } });
    const reader = await database.pools.owner.connect();
    try {
      await reader.query('begin; select * from first');
      await expect(run(folder?.directory ?? '', 50)).rejects.toThrow(/lock timeout/);
    } finally {
      reader.release(true);
    }
    expect((await run(folder?.directory ?? '')).applied).toEqual([3]);
  });
});

describe('a run is refused', () => {
  test('when an applied migration was changed', async () => {
    await run(given(two));
    folder?.write({ '0001-first': { '020-row.sql': 'insert into first values (2);' } });
    expect(await codeOf(run(folder?.directory ?? ''))).toBe('changed_migration');
  });

  test('when a file was added to an applied migration', async () => {
    await run(given(two));
    folder?.write({ '0002-second': { '020.sql': 'select 1;' } });
    expect(await codeOf(run(folder?.directory ?? ''))).toBe('changed_migration');
  });

  test('when the database is ahead of this release', async () => {
    await run(given(two));
    const older = createMigrationFolder({ '0001-first': two['0001-first'] ?? {} });
    try {
      expect(await codeOf(run(older.directory))).toBe('database_ahead');
    } finally {
      older.remove();
    }
  });

  test.each([
    ['a gap in the numbers', { '0001-a': { '010.sql': 'select 1;' }, '0003-c': { '010.sql': 'select 1;' } }],
    ['a folder without a number', { first: { '010.sql': 'select 1;' } }],
    ['a folder without SQL', { '0001-a': { 'note.md': 'nothing' } }],
    ['a file that commits by itself', { '0001-a': { '010.sql': 'create table a (id int);\ncommit;\n' } }],
  ] satisfies [string, MigrationFiles][])('for %s, before the database is touched', async (_case, files) => {
    expect(await codeOf(run(given(files)))).toBe('bad_layout');
    expect(await tables()).toEqual([]);
  });
});
