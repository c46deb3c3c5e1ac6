import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { MigrationError } from './migration-error.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const checksumsSchema = z.strictObject({
  /** Every published migration. It never changes again and is never removed. */
  sealed: z.record(z.string(), hash),
  /** The checksum under which an earlier release applied a migration that left the same tables. */
  adopted: z.record(z.string(), hash),
});

export type Checksums = z.infer<typeof checksumsSchema>;

interface Named {
  readonly name: string;
  readonly checksum: string;
}

export const checksumsPath = (directory: string): string => path.join(directory, 'checksums.json');

export function readChecksums(directory: string): Checksums {
  const file = checksumsPath(directory);
  if (!existsSync(file)) return { sealed: {}, adopted: {} };
  return checksumsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Sealed migrations are present and unchanged. An unsealed one is allowed here; a test requires its seal. */
export function assertSealed({ sealed }: Checksums, migrations: readonly Named[]): void {
  const found = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of Object.entries(sealed)) {
    if (found.get(name) === checksum) continue;
    const what = found.has(name) ? 'was changed' : 'was removed';
    throw new MigrationError(
      `migration ${name} ${what} after it had been sealed in checksums.json; restore it and write a new migration`,
      { code: 'changed_migration' },
    );
  }
}

/** Adds the checksums of new migrations; never changes one. */
export function seal(checksums: Checksums, migrations: readonly Named[]): Checksums {
  assertSealed(checksums, migrations);
  return {
    ...checksums,
    sealed: Object.fromEntries(migrations.map(({ name, checksum }) => [name, checksum])),
  };
}

export const renderChecksums = (checksums: Checksums): string => `${JSON.stringify(checksums, null, 2)}\n`;
