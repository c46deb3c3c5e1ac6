import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A throw-away migrations directory: `{ '0001-first': { '010.sql': '…' } }`. */
export type MigrationFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface MigrationFolder {
  readonly directory: string;
  readonly write: (files: MigrationFiles) => void;
  readonly remove: () => void;
}

export function createMigrationFolder(files: MigrationFiles): MigrationFolder {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'holdfast-migrations-'));
  const write = (content: MigrationFiles): void => {
    for (const [folder, sqlFiles] of Object.entries(content)) {
      mkdirSync(path.join(directory, folder), { recursive: true });
      for (const [name, sql] of Object.entries(sqlFiles))
        writeFileSync(path.join(directory, folder, name), sql);
    }
  };
  write(files);
  return { directory, write, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
