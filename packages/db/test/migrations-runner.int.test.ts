import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { waitUntil } from '@holdfast/testkit/waiting';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MigrationError } from '../src/migration-error.ts';
import { migrate } from '../src/migrations-runner.ts';
import { readOwnRelease, readSchemaVersion, type SchemaDirectories } from '../src/schema-release.ts';
import type { MigrationFiles, MigrationFolder } from './migration-folder.ts';
import { createMigrationFolder } from './migration-folder.ts';

const two: MigrationFiles = {
  '0001-first': {
    '010-table.sql': 'create table first (id int primary key);',
    '020-row.sql': 'insert into first values (1);',
  },
  '0002-second': { '010.sql': 'create table second (id int primary key);' },
};
const gateKey = 42;
/** Stops after its first statement until the test releases the gate. */
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

const given = (files: MigrationFiles): SchemaDirectories => {
  folder = createMigrationFolder(files);
  return folder.directories;
};
const written = (): SchemaDirectories => {
  if (!folder) throw new Error('no folder was made');
  return folder.directories;
};
const run = (directories: SchemaDirectories, lockTimeoutMs?: number) =>
  migrate({
    connectionString: database.urls.owner,
    directories,
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
  });
const tables = async (): Promise<string[]> => {
  const result = await database.pools.superuser.query<{ tablename: string }>(
    // The runner's own tables of living SQL exist from the start.
    `select tablename from pg_tables where schemaname = 'public'
       and tablename not in ('schema_objects', 'schema_releases') order by 1`,
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
    const directories = given(two);
    expect(await readSchemaVersion(database.pools.api)).toBe(0);
    expect(await run(directories)).toEqual({ applied: [1, 2], version: 2, sqlChanges: 0 });
    expect(await tables()).toEqual(['first', 'schema_migrations', 'second']);
    expect(await readSchemaVersion(database.pools.api)).toBe(readOwnRelease(directories).migration);
  });

  test('changes nothing the second time', async () => {
    const directories = given(two);
    await run(directories);
    const before = await database.pools.owner.query('select * from schema_migrations order by version');
    expect(await run(directories)).toEqual({ applied: [], version: 2, sqlChanges: 0 });
    const after = await database.pools.owner.query('select * from schema_migrations order by version');
    expect(after.rows).toEqual(before.rows);
  });

  test('applies each migration once when several runners start concurrently', async () => {
    const directories = given(two);
    const results = await Promise.all([
      run(directories),
      run(directories),
      run(directories),
      run(directories),
    ]);
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 0, 2]);
  });

  test('makes a second runner wait until the first is done', async () => {
    const directories = given(gated);
    await withGateClosed(async (open) => {
      const first = run(directories);
      await waitUntil(
        'the first runner is inside its migration',
        async () => (await waitingBackends()).length === 1,
      );
      const second = run(directories);
      await waitUntil('the second runner waits', async () => (await waitingBackends()).length === 2);
      await open();
      expect((await first).applied).toEqual([1]);
      expect((await second).applied).toEqual([]);
    });
  });

  test('reads a checkout with CRLF line ends as the same migration', async () => {
    await run(given({ '0001-a': { '010.sql': 'create table a (\n  id int\n);\n' } }));
    folder?.write({ '0001-a': { '010.sql': 'create table a (\r\n  id int\r\n);\r\n' } });
    expect((await run(written())).applied).toEqual([]);
  });
});

describe('a run that ends early', () => {
  test('leaves nothing of a migration whose backend was killed, and the next run completes it', async () => {
    const directories = given(gated);
    await withGateClosed(async (open) => {
      const killed = codeOf(run(directories));
      await waitUntil('the runner is half-way', async () => (await waitingBackends()).length === 1);
      await database.pools.superuser.query('select pg_terminate_backend($1)', await waitingBackends());
      expect(await killed).toBe('failed_migration');
      expect(await tables()).toEqual(['schema_migrations']);
      await open();
      expect((await run(directories)).applied).toEqual([1]);
    });
  });

  test('leaves nothing of a migration whose process died by SIGKILL', async () => {
    const directories = given(gated);
    const runner = new URL('../src/migrations-runner.ts', import.meta.url).href;
    const program = `import { migrate } from ${JSON.stringify(runner)};
      await migrate({ connectionString: process.argv[1], directories: JSON.parse(process.argv[2]) });`;
    await withGateClosed(async (open) => {
      const child = spawn(process.execPath, [
        '--input-type=module',
        '-e',
        program,
        database.urls.owner,
        JSON.stringify(directories),
      ]);
      await waitUntil('the process is half-way', async () => (await waitingBackends()).length === 1);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await open();
      expect((await run(directories)).applied).toEqual([1]);
      const rows = await database.pools.owner.query('select version from schema_migrations');
      expect(rows.rowCount).toBe(1);
    });
  });

  test('keeps nothing of a failing migration, names the file, and keeps the ones before it', async () => {
    const directories = given({
      ...two,
      '0003-broken': {
        '010.sql': 'create table third (id int);',
        '020-bad.sql': 'select no_such_function();',
      },
    });
    await expect(run(directories)).rejects.toThrow(/0003-broken\/020-bad\.sql failed.*no_such_function/);
    expect(await tables()).toEqual(['first', 'schema_migrations', 'second']);
    expect(await readSchemaVersion(database.pools.api)).toBe(2);
  });

  test('fails instead of queueing behind a long transaction', async () => {
    await run(given(two));
    folder?.write({ '0003-alter': { '010.sql': 'alter table first add column note text;' } });
    const reader = await database.pools.owner.connect();
    try {
      await reader.query('begin; select * from first');
      await expect(run(written(), 50)).rejects.toThrow(/lock timeout/);
    } finally {
      reader.release(true);
    }
    expect((await run(written())).applied).toEqual([3]);
  });
});

describe('a run is rejected', () => {
  test('when an applied migration was changed', async () => {
    await run(given(two));
    folder?.write({ '0001-first': { '020-row.sql': 'insert into first values (2);' } });
    expect(await codeOf(run(written()))).toBe('changed_migration');
  });

  test('when a file was added to an applied migration', async () => {
    await run(given(two));
    folder?.write({ '0002-second': { '020.sql': 'select 1;' } });
    expect(await codeOf(run(written()))).toBe('changed_migration');
  });

  test('when the database is ahead of this release', async () => {
    await run(given(two));
    const older = createMigrationFolder({ '0001-first': two['0001-first'] ?? {} });
    try {
      expect(await codeOf(run(older.directories))).toBe('database_ahead');
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
