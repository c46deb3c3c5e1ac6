import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export type SqlFiles = Readonly<Record<string, string>>;
/** `{ '0001-first': { '010.sql': '…' } }`. */
export type MigrationFiles = Readonly<Record<string, SqlFiles>>;

export interface MigrationFolder {
  readonly directories: { readonly migrations: string; readonly sql: string };
  readonly write: (files: MigrationFiles) => void;
  /** Replaces the living SQL. */
  readonly writeSql: (files: SqlFiles) => void;
  readonly remove: () => void;
}

/** Throw-away directories of migrations and of living SQL. */
export function createMigrationFolder(files: MigrationFiles, living: SqlFiles = {}): MigrationFolder {
  const root = mkdtempSync(path.join(os.tmpdir(), 'holdfast-migrations-'));
  const directories = { migrations: path.join(root, 'migrations'), sql: path.join(root, 'sql') };
  mkdirSync(directories.migrations);
  const writeAll = (directory: string, sqlFiles: SqlFiles): void => {
    mkdirSync(directory, { recursive: true });
    for (const [name, sql] of Object.entries(sqlFiles)) writeFileSync(path.join(directory, name), sql);
  };
  const write = (content: MigrationFiles): void => {
    for (const [folder, sqlFiles] of Object.entries(content))
      writeAll(path.join(directories.migrations, folder), sqlFiles);
  };
  const writeSql = (sqlFiles: SqlFiles): void => {
    rmSync(directories.sql, { recursive: true, force: true });
    writeAll(directories.sql, sqlFiles);
  };
  write(files);
  writeSql(living);
  return { directories, write, writeSql, remove: () => rmSync(root, { recursive: true, force: true }) };
}
