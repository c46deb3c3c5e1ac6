import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly files: readonly { readonly name: string; readonly sql: string }[];
}

export type MigrationErrorCode =
  | 'bad_layout'
  | 'changed_migration'
  | 'database_ahead'
  | 'out_of_order'
  | 'not_direct'
  | 'failed_migration';

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: MigrationErrorCode;

  constructor(message: string, options: { code: MigrationErrorCode; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
  }
}

export interface MigrateOptions {
  /** The owner's, direct: a transaction pooler would lose the session lock. */
  readonly connectionString: string;
  readonly directory?: string;
  /** How long DDL may wait behind a running transaction before the whole run gives up. */
  readonly lockTimeoutMs?: number;
  readonly log?: (line: string) => void;
}

export interface MigrateResult {
  readonly applied: readonly number[];
  readonly version: number;
}

export const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url));

// Any constant will do, as long as every release of the product uses the same one.
const migrationLockKey = 7_164_013_201;
const readerRoles = 'holdfast_api, holdfast_ingest, holdfast_worker';

function hashFiles(files: Migration['files']): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.name}\0${file.sql.length}\0${file.sql}\0`);
  return hash.digest('hex');
}

function readMigration(directory: string, folder: string): Migration {
  const match = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(folder);
  if (!match)
    throw new MigrationError(`migration folder "${folder}" is not named NNNN-some-name`, {
      code: 'bad_layout',
    });
  const files = readdirSync(path.join(directory, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      name,
      // A checkout with CRLF line ends is the same migration.
      sql: readFileSync(path.join(directory, folder, name), 'utf8').replaceAll('\r\n', '\n'),
    }));
  if (files.length === 0)
    throw new MigrationError(`migration "${folder}" holds no .sql file`, { code: 'bad_layout' });
  const ownTransaction = files.find((file) =>
    /^\s*(begin|commit|rollback|start\s+transaction)\s*;/im.test(file.sql),
  );
  if (ownTransaction) {
    throw new MigrationError(`${folder}/${ownTransaction.name} controls its own transaction`, {
      code: 'bad_layout',
    });
  }
  return { version: Number(match[1]), name: folder, checksum: hashFiles(files), files };
}

/** All migrations in order; versions are 1..n without gaps. */
export function readMigrations(directory: string = migrationsDirectory): Migration[] {
  const folders = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrations = folders.map((folder) => readMigration(directory, folder));
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new MigrationError(`migration "${migration.name}" should be number ${index + 1}`, {
        code: 'bad_layout',
      });
    }
  });
  return migrations;
}

/** The version that this release needs; readiness compares it with `readSchemaVersion`. */
export function readExpectedSchemaVersion(directory: string = migrationsDirectory): number {
  return readMigrations(directory).length;
}

/** The version that the database is at; 0 when it was never migrated. */
export async function readSchemaVersion(client: Pick<pg.Pool, 'query'>): Promise<number> {
  const found = await client.query<{ present: boolean }>(
    `select to_regclass('public.schema_migrations') is not null as present`,
  );
  if (!found.rows[0]?.present) return 0;
  const result = await client.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from public.schema_migrations',
  );
  return result.rows[0]?.version ?? 0;
}

interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

async function prepareHistory(client: pg.Client): Promise<AppliedRow[]> {
  await client.query(`
    create table if not exists public.schema_migrations (
      version int primary key check (version > 0),
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    );
    revoke all on public.schema_migrations from public;
    grant select on public.schema_migrations to ${readerRoles};
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
    if (migration.checksum !== row.checksum) {
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

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  let file = 'begin';
  try {
    await client.query('begin');
    await assertLockHeld(client);
    for (const step of migration.files) {
      file = step.name;
      await client.query(step.sql);
    }
    file = 'commit';
    await client.query('insert into public.schema_migrations (version, name, checksum) values ($1, $2, $3)', [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    const commit = await client.query('commit');
    // COMMIT of an aborted transaction answers "ROLLBACK" without an error.
    if (commit.command !== 'COMMIT') throw new Error(`commit answered ${commit.command}`);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      `migration ${migration.name}/${file} failed, nothing of it was kept: ${describe(error)}`,
      { code: 'failed_migration', cause: error },
    );
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where: unknown = Reflect.get(error, 'where');
  return typeof where === 'string' ? `${error.message} (${where})` : error.message;
}

/** Brings the database to this release's version: forward only, one transaction per migration, one runner at a time. */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const migrations = readMigrations(options.directory);
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: 'holdfast-migrate',
  });
  client.on('error', () => undefined); // a killed backend also rejects the running query, which is reported
  await client.connect();
  try {
    // The wait for another runner is unbounded, the wait of DDL behind traffic is not.
    await client.query(`set lock_timeout = 0; set statement_timeout = 0; set client_min_messages = warning`);
    await client.query('select pg_advisory_lock($1)', [migrationLockKey]);
    await client.query(`select set_config('lock_timeout', $1, false)`, [
      `${options.lockTimeoutMs ?? 5_000}ms`,
    ]);
    const applied = await prepareHistory(client);
    const pending = pendingOf(migrations, applied);
    for (const migration of pending) {
      options.log?.(`applying ${migration.name}`);
      await applyMigration(client, migration);
    }
    return { applied: pending.map((migration) => migration.version), version: migrations.length };
  } finally {
    await client.end();
  }
}
