import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './alive.ts';
import { rootDataDir } from './places.ts';
import { clearStaleServer } from './postgres.ts';
import { isRoot } from './postgres-user.ts';

const prefix = 'holdfast-test-';

function parentFolder(): string {
  return isRoot() ? rootDataDir : tmpdir();
}

/** A folder for disposable data. Its name contains the owner's pid, so that a later run can remove it after a crash. */
export async function makeThrowAwayHome(): Promise<string> {
  const parent = parentFolder();
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  await chmod(home, 0o711);
  return home;
}

export async function removeThrowAwayHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

export async function sweepAbandonedHomes(): Promise<void> {
  const parent = parentFolder();
  if (!existsSync(parent)) return;
  for (const name of await readdir(parent)) {
    const pid = Number.parseInt(/^holdfast-test-(\d+)-/.exec(name)?.[1] ?? '', 10);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const home = join(parent, name);
    try {
      await clearStaleServer(join(home, 'postgres', 'data'));
      await removeThrowAwayHome(home);
    } catch {
      // Owned by another user, or being removed by another run right now.
    }
  }
}
