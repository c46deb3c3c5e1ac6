import { writeFileSync } from 'node:fs';
import { checksumsPath, readChecksums, renderChecksums, seal } from '../checksums.ts';
import { migrationsDirectory, readMigrations } from '../read-migrations.ts';
import { runCommand } from './command.ts';

await runCommand('seal-migrations', async () => {
  const before = readChecksums(migrationsDirectory);
  const after = seal(before, readMigrations());
  writeFileSync(checksumsPath(migrationsDirectory), renderChecksums(after));
  const added = Object.keys(after.sealed).filter((name) => !(name in before.sealed));
  console.log(`seal-migrations: ${added.length === 0 ? 'nothing new' : added.join(', ')}`);
});
