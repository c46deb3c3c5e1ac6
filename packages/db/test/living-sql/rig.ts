import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { type MigrateResult, migrate } from '../../src/migrations-runner.ts';
import { createMigrationFolder, type MigrationFiles, type SqlFiles } from '../migration-folder.ts';

/** A database with tables of the test's own, and living SQL that the test may replace. */
export interface LivingRig {
  readonly database: TestDatabase;
  readonly directories: { readonly migrations: string; readonly sql: string };
  readonly log: string[];
  readonly writeMigrations: (files: MigrationFiles) => void;
  /** Replaces the living SQL and migrates. */
  readonly renew: (files: SqlFiles, options?: { readonly lockTries?: number }) => Promise<MigrateResult>;
  /** As the owner, in one transaction of its own. */
  readonly rows: <Row>(sql: string) => Promise<Row[]>;
  readonly close: () => Promise<void>;
}

export async function createLivingRig(migrations: MigrationFiles): Promise<LivingRig> {
  const database = await createTestDatabase({ content: 'empty' });
  const folder = createMigrationFolder(migrations);
  const log: string[] = [];
  return {
    database,
    directories: folder.directories,
    log,
    writeMigrations: folder.write,
    renew: (files, options = {}) => {
      folder.writeSql(files);
      return migrate({
        connectionString: database.urls.owner,
        directories: folder.directories,
        lockTimeoutMs: 50,
        log: (line) => void log.push(line),
        ...options,
      });
    },
    rows: async (sql) => (await database.pools.owner.query(sql)).rows,
    close: async () => {
      folder.remove();
      await database.close();
    },
  };
}
