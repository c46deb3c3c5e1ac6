import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdfastFolder, rootDataDir, shortHash } from './places.ts';
import { isRoot } from './postgres-user.ts';

const ownerFile = 'belongs-to';

/** Where this clone's own PostgreSQL keeps its data. */
export function embeddedHome(instance: string): string {
  return isRoot()
    ? join(rootDataDir, shortHash(`${holdfastFolder}\n${instance}`))
    : join(holdfastFolder, 'postgres');
}

/** Outside the clone nobody would know whose the data is: the folder says so itself. */
export async function markEmbeddedHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o711 });
  await writeFile(join(home, ownerFile), `${holdfastFolder}\n`);
}

/** Data of an earlier clone at this path: that one's `.holdfast` is gone, so it is neither used nor touched. */
export async function orphanedHomes(current: string): Promise<string[]> {
  if (!isRoot() || !existsSync(rootDataDir)) return [];
  const orphans: string[] = [];
  for (const name of await readdir(rootDataDir)) {
    const home = join(rootDataDir, name);
    if (home === current || !existsSync(join(home, ownerFile))) continue;
    if ((await readFile(join(home, ownerFile), 'utf8')).trim() === holdfastFolder) orphans.push(home);
  }
  return orphans;
}
