import type pg from 'pg';
import { readLivingSql } from './living-sql/read-living-sql.ts';
import { readMigrations } from './read-migrations.ts';

/** What a release needs of its database: its last migration and exactly its living SQL. */
export interface SchemaRelease {
  readonly migration: number;
  readonly sqlHash: string;
}

export type SchemaStatus =
  | { readonly isReady: true; readonly version: number }
  | { readonly isReady: false; readonly version: number; readonly expected: number; readonly note: string };

type Queryable = Pick<pg.Pool, 'query'>;

export interface SchemaDirectories {
  readonly migrations: string;
  readonly sql: string;
}

export function readOwnRelease(directories?: SchemaDirectories): SchemaRelease {
  return {
    migration: readMigrations(directories?.migrations).length,
    sqlHash: readLivingSql(directories?.sql).hash,
  };
}

/** The database's version; 0 when it was never migrated. */
export async function readSchemaVersion(client: Queryable): Promise<number> {
  const found = await client.query<{ present: boolean }>(
    `select to_regclass('public.schema_migrations') is not null as present`,
  );
  if (!found.rows[0]?.present) return 0;
  const result = await client.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from public.schema_migrations',
  );
  return result.rows[0]?.version ?? 0;
}

async function wasApplied(client: Queryable, { migration, sqlHash }: SchemaRelease): Promise<boolean> {
  const found = await client.query<{ present: boolean }>(
    `select to_regclass('public.schema_releases') is not null as present`,
  );
  if (!found.rows[0]?.present) return false;
  const applied = await client.query(
    `select 1 from public.schema_releases where migration = $1 and sql_hash = $2 and withdrawn_at is null`,
    [migration, sqlHash],
  );
  return applied.rowCount === 1;
}

function noteFor(version: number, release: SchemaRelease): string {
  if (version < release.migration) return 'the database is behind this release: run "npm run migrate"';
  if (version > release.migration) return 'the database is ahead of this release: deploy the newer one';
  return (
    `the database does not have the functions and policies of this release (sql ${release.sqlHash.slice(0, 8)}): ` +
    'run "npm run migrate" of the release that is to serve'
  );
}

async function readStatus(client: Queryable, release: SchemaRelease): Promise<SchemaStatus> {
  const version = await readSchemaVersion(client);
  if (await wasApplied(client, release)) return { isReady: true, version };
  return { isReady: false, version, expected: release.migration, note: noteFor(version, release) };
}

/**
 * A process may serve when the database was once migrated to exactly its release and not rolled back since. The next
 * release may have been applied meanwhile: a migration only adds, so the running release keeps working.
 * The files are read once, when the process starts.
 */
export function createSchemaCheck(
  client: Queryable,
  directories?: SchemaDirectories,
): () => Promise<SchemaStatus> {
  const release = readOwnRelease(directories);
  return () => readStatus(client, release);
}
