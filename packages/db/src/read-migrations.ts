import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertSealed, readChecksums } from './checksums.ts';
import { hashSqlFiles, readSqlFiles } from './living-sql/read-living-sql.ts';
import { MigrationError } from './migration-error.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** The checksum under which an earlier release applied it. */
  readonly adopts: string | null;
  readonly files: readonly { readonly name: string; readonly sql: string }[];
}

export const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url));

const ownTransaction = /^\s*(begin|commit|rollback|start\s+transaction)\s*;/im;
/** What belongs in the living SQL, where it can change. */
const living =
  /^\s*(create\s+(or\s+replace\s+)?((constraint\s+)?trigger|function|procedure|view|policy)|grant|revoke)\s/im;

function readMigration(directory: string, folder: string, adopts: string | null): Migration {
  const match = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(folder);
  if (!match)
    throw new MigrationError(`migration folder "${folder}" is not named NNNN-some-name`, {
      code: 'bad_layout',
    });
  const files = readSqlFiles(path.join(directory, folder));
  if (files.length === 0)
    throw new MigrationError(`migration "${folder}" holds no .sql file`, { code: 'bad_layout' });
  const controlling = files.find((file) => ownTransaction.test(file.sql));
  if (controlling) {
    throw new MigrationError(`${folder}/${controlling.name} controls its own transaction`, {
      code: 'bad_layout',
    });
  }
  const misplaced = files.find((file) => living.test(file.sql));
  if (misplaced) {
    throw new MigrationError(
      `${folder}/${misplaced.name} makes a function, trigger, policy, view or grant: these belong into packages/db/sql`,
      { code: 'bad_layout' },
    );
  }
  return { version: Number(match[1]), name: folder, checksum: hashSqlFiles(files), adopts, files };
}

/** All migrations in order; versions are 1..n without gaps, and what is sealed is unchanged. */
export function readMigrations(directory: string = migrationsDirectory): Migration[] {
  const folders = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const checksums = readChecksums(directory);
  const migrations = folders.map((folder) =>
    readMigration(directory, folder, checksums.adopted[folder] ?? null),
  );
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new MigrationError(`migration "${migration.name}" should be number ${index + 1}`, {
        code: 'bad_layout',
      });
    }
  });
  assertSealed(checksums, migrations);
  return migrations;
}
