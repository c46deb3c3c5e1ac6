import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdfastFolder, rootDataDir, shortHash } from './places.ts';
import { isRoot } from './postgres-user.ts';

const ownerFile = 'belongs-to';

/** Data folder of this clone's embedded PostgreSQL. */
export function embeddedHome(instance: string): string {
  return isRoot()
    ? join(rootDataDir, shortHash(`${holdfastFolder}\n${instance}`))
    : join(holdfastFolder, 'postgres');
}

/** Outside the clone a marker in the folder says which clone owns the data. */
export async function markEmbeddedHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o711 });
  await writeFile(join(home, ownerFile), `${holdfastFolder}\n`);
}

/** Data of an earlier clone at this path, whose `.holdfast` is gone: neither used nor changed. */
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
