import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { applyLivingSql, createMissingWords, type LivingSqlChanges } from './living-sql/apply-living-sql.ts';
import { readLivingSql } from './living-sql/read-living-sql.ts';
import { describeError, MigrationError, sqlStateOf } from './migration-error.ts';
import { type Migration, readMigrations } from './read-migrations.ts';
import type { SchemaDirectories, SchemaRelease } from './schema-release.ts';

export interface MigrateOptions {
  /** The owner's, direct: a transaction pooler would lose the session lock. */
  readonly connectionString: string;
  /** Both or neither: the product's own when left out. */
  readonly directories?: SchemaDirectories;
  /** How long DDL may wait behind a running transaction, with traffic queued behind it, before it backs off. */
  readonly lockTimeoutMs?: number;
  /** How often a step is tried before the whole run fails. */
  readonly lockTries?: number;
  readonly log?: (line: string) => void;
}

export interface MigrateResult {
  readonly applied: readonly number[];
  readonly version: number;
  /** How many functions, views, rows, triggers, policies and grants were written or dropped. */
  readonly sqlChanges: number;
}

interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

// Any constant will do, as long as every release of the product uses the same one.
const migrationLockKey = 7_164_013_201;
const readerRoles = 'holdfast_api, holdfast_ingest, holdfast_worker';
/** Below PostgreSQL's deadlock_timeout: this run backs off before PostgreSQL kills a transaction of the traffic. */
const defaultLockTimeoutMs = 800;
const defaultLockTries = 10;
/** lock_not_available, deadlock_detected. */
const busyStates = new Set(['55P03', '40P01']);

async function prepareHistory(client: pg.Client): Promise<AppliedRow[]> {
  await client.query(`
    create table if not exists public.schema_migrations (
      version int primary key check (version > 0),
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    );
    create table if not exists public.schema_releases (
      migration int not null,
      sql_hash text not null,
      applied_at timestamptz not null default clock_timestamp(),
      withdrawn_at timestamptz,
      primary key (migration, sql_hash)
    );
    create table if not exists public.schema_objects (
      identity text primary key,
      source text not null,
      definition text not null
    );
    revoke all on public.schema_migrations, public.schema_releases, public.schema_objects from public;
    grant select on public.schema_migrations, public.schema_releases, public.schema_objects to ${readerRoles};
  `);
  const result = await client.query<AppliedRow>(
    'select version, name, checksum from public.schema_migrations order by version',
  );
  return result.rows;
}

function pendingOf(migrations: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  const onDisk = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const row of applied) {
    const migration = onDisk.get(row.version);
    if (!migration) {
      throw new MigrationError(
        `the database already has migration ${row.name}, which this release does not know; deploy a newer release`,
        { code: 'database_ahead' },
      );
    }
    if (migration.checksum !== row.checksum && migration.adopts !== row.checksum) {
      throw new MigrationError(
        `migration ${migration.name} was changed after it had been applied; ` +
          'restore its files and put the change into a new migration',
        { code: 'changed_migration' },
      );
    }
  }
  const pending = migrations.filter((migration) => !applied.some((row) => row.version === migration.version));
  const first = pending[0];
  if (first && applied.some((row) => row.version > first.version)) {
    throw new MigrationError(`migration ${first.name} is older than what the database already has`, {
      code: 'out_of_order',
    });
  }
  return pending;
}

/** A database of an earlier release carries the checksum of that release's files; the tables are the same. */
async function adopt(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  for (const { version, checksum, adopts } of migrations) {
    await client.query(
      'update public.schema_migrations set checksum = $2 where version = $1 and checksum = $3',
      [version, checksum, adopts],
    );
  }
}

async function assertLockHeld(client: pg.Client): Promise<void> {
  const held = await client.query(
    `select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted
       and ((classid::bigint << 32) | objid::bigint) = $1::bigint`,
    [migrationLockKey],
  );
  if (held.rowCount !== 1) {
    throw new MigrationError('the migration lock was lost: use a direct connection, not a pooler', {
      code: 'not_direct',
    });
  }
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  try {
    await client.query('begin');
    await assertLockHeld(client);
    const result = await work();
    const commit = await client.query('commit');
    // COMMIT of an aborted transaction answers "ROLLBACK" without an error.
    if (commit.command !== 'COMMIT') throw new Error(`commit answered ${commit.command}`);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  let file = 'begin';
  try {
    await inTransaction(client, async () => {
      for (const step of migration.files) {
        file = step.name;
        await client.query(step.sql);
      }
      file = 'commit';
      await client.query(
        'insert into public.schema_migrations (version, name, checksum) values ($1, $2, $3)',
        [migration.version, migration.name, migration.checksum],
      );
    });
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      `migration ${migration.name}/${file} failed, nothing of it was kept: ${describeError(error)}`,
      { code: 'failed_migration', cause: error },
    );
  }
}

/** Rolling back to an earlier release withdraws the later ones: their functions may be gone. */
async function recordRelease(client: pg.Client, { migration, sqlHash }: SchemaRelease): Promise<void> {
  await client.query(
    `update schema_releases set withdrawn_at = clock_timestamp()
     where withdrawn_at is null and applied_at > (
       select applied_at from schema_releases where migration = $1 and sql_hash = $2)`,
    [migration, sqlHash],
  );
  await client.query(
    `insert into schema_releases (migration, sql_hash) values ($1, $2)
     on conflict (migration, sql_hash) do update set withdrawn_at = null, applied_at = clock_timestamp()
     where schema_releases.withdrawn_at is not null`,
    [migration, sqlHash],
  );
}

/** The renewal writes an unshifted clock; this restores the installation's shift before the commit. */
async function restoreClockShift(client: pg.Client): Promise<void> {
  const found = await client.query<{ isThere: boolean }>(
    `select to_regclass('public.installation') is not null as "isThere"`,
  );
  if (!found.rows[0]?.isThere) return;
  await client.query(
    'update installation set clock_shift_seconds = clock_shift_seconds where clock_shift_seconds > 0',
  );
}

async function renewLivingSql(
  client: pg.Client,
  source: { readonly living: ReturnType<typeof readLivingSql>; readonly migration: number },
): Promise<LivingSqlChanges> {
  try {
    return await inTransaction(client, async () => {
      const changes = await applyLivingSql(client, source.living);
      await restoreClockShift(client);
      await recordRelease(client, { migration: source.migration, sqlHash: source.living.hash });
      return changes;
    });
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(`the living SQL failed, nothing of it was kept: ${describeError(error)}`, {
      code: 'failed_sql',
      cause: error,
    });
  }
}

interface Patience {
  readonly lockTimeoutMs: number;
  readonly lockTries: number;
  readonly log: (line: string) => void;
}

function patienceOf(options: MigrateOptions): Patience {
  return {
    lockTimeoutMs: options.lockTimeoutMs ?? defaultLockTimeoutMs,
    lockTries: options.lockTries ?? defaultLockTries,
    log: options.log ?? (() => undefined),
  };
}

const isBusy = (error: unknown): boolean =>
  error instanceof MigrationError && busyStates.has(sqlStateOf(error.cause) ?? '');

/** A step that could not get its locks has changed nothing: it yields to the traffic, then retries. */
async function patiently<T>(what: string, patience: Patience, step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      if (!isBusy(error) || tries >= patience.lockTries) throw error;
      patience.log(
        `${what}: no lock within ${patience.lockTimeoutMs} ms, try ${tries} of ${patience.lockTries}`,
      );
      await setTimeout(patience.lockTimeoutMs);
    }
  }
}

async function connect(options: MigrateOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: 'holdfast-migrate',
  });
  client.on('error', () => undefined); // a killed backend also rejects the running query, which is reported
  await client.connect();
  // Waiting for another runner is unbounded; DDL waiting behind traffic is bounded.
  await client.query(
    'set lock_timeout = 0; set statement_timeout = 0; set client_min_messages = warning; set search_path = public',
  );
  await client.query('select pg_advisory_lock($1)', [migrationLockKey]);
  await client.query(`select set_config('lock_timeout', $1, false)`, [
    `${patienceOf(options).lockTimeoutMs}ms`,
  ]);
  return client;
}

const counted = (count: number, what: string): string => (count === 0 ? '' : `, ${count} ${what}`);

function describeChanges({ written, dropped, rebuilt }: LivingSqlChanges): string {
  const names = [...dropped.map((name) => `dropped ${name}`), ...rebuilt.map((name) => `rebuilt ${name}`)];
  const sums = `${written.length} written${counted(dropped.length, 'dropped')}${counted(rebuilt.length, 'rebuilt')}`;
  return names.length === 0 ? sums : `${sums} (${names.join(', ')})`;
}

/**
 * Brings the database to this release: the pending migrations, forward only, one transaction each, then the living SQL in
 * one transaction. One runner at a time.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const migrations = readMigrations(options.directories?.migrations);
  const living = readLivingSql(options.directories?.sql);
  const patience = patienceOf(options);
  let client = await connect(options);
  try {
    const pending = pendingOf(migrations, await prepareHistory(client));
    await adopt(client, migrations);
    if (pending.length > 0) {
      await createMissingWords(client, living);
      for (const migration of pending) {
        patience.log(`applying ${migration.name}`);
        await patiently(migration.name, patience, () => applyMigration(client, migration));
      }
      // A session caches functions inlined into an index predicate: the living SQL gets one that has used no index.
      await client.end();
      client = await connect(options);
      pendingOf(migrations, await prepareHistory(client)); // a newer release may have come in between
    }
    const changes = await patiently('living SQL', patience, () =>
      renewLivingSql(client, { living, migration: migrations.length }),
    );
    const sqlChanges = changes.written.length + changes.dropped.length;
    if (sqlChanges > 0) patience.log(`living SQL: ${describeChanges(changes)}`);
    return { applied: pending.map((migration) => migration.version), version: migrations.length, sqlChanges };
  } finally {
    await client.end();
  }
}
