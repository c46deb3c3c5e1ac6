import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { z } from 'zod';

const run = promisify(execFile);

/** A version of the product that can be started: its sources and packages. */
export interface SourceTree {
  readonly label: string;
  readonly root: string;
  readonly remove: () => Promise<void>;
}

const git = async (...args: string[]): Promise<string> =>
  (await run('git', args, { cwd: repositoryRoot })).stdout.trim();

/** The current files of this folder, committed or not. */
export async function presentTree(): Promise<SourceTree> {
  const describe = async (): Promise<string> => {
    const isChanged = (await git('status', '--porcelain')) !== '';
    const commit = await git('rev-parse', '--short', 'HEAD');
    return isChanged ? `${commit}+changes` : commit;
  };
  // Sources unpacked from an archive have no history, but can still be measured.
  const label = await describe().catch(() => 'this folder');
  return { label, root: repositoryRoot, remove: () => Promise.resolve() };
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      optional: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

/** Production packages of the lock, by location: linters and test tools do not affect speed. */
export function productionPackages(lock: string): Map<string, string> {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  const entries = Object.entries(packages).flatMap(([place, entry]): [string, string][] => {
    const isTool = entry.dev ?? entry.devOptional ?? entry.optional ?? entry.link ?? false;
    return place.startsWith('node_modules/') && !isTool && entry.version ? [[place, entry.version]] : [];
  });
  return new Map(entries);
}

/** Our installed packages can be used for another commit when they include every version of its lock. */
export function packagesServe(ours: string, theirs: string): boolean {
  const present = productionPackages(ours);
  return [...productionPackages(theirs)].every(([place, version]) => present.get(place) === version);
}

const nameSchema = z.object({ name: z.string() });

async function workspaces(root: string): Promise<{ name: string; folder: string }[]> {
  const folders = await Promise.all(
    ['packages', 'apps'].map(async (kind) =>
      (await readdir(join(root, kind))).map((name) => join(root, kind, name)),
    ),
  );
  const manifests = folders.flat().filter((folder) => existsSync(join(folder, 'package.json')));
  return Promise.all(
    manifests.map(async (folder) => {
      const { name } = nameSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
      return { name, folder };
    }),
  );
}

/** Links third-party packages to ours, and the product's own rooms to the other tree. */
async function linkPackages(root: string): Promise<void> {
  const from = join(repositoryRoot, 'node_modules');
  const to = join(root, 'node_modules');
  await mkdir(join(to, '@holdfast'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== '@holdfast' && !name.startsWith('.')) await symlink(join(from, name), join(to, name));
  }
  for (const { name, folder } of await workspaces(root)) await symlink(folder, join(to, name));
}

async function installPackages(root: string): Promise<void> {
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', '--prefer-offline', ...quiet], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
}

/** A second work tree of `commit` in a temporary folder, ready to start. */
export async function treeOfCommit(commit: string): Promise<SourceTree> {
  const full = await git('rev-parse', '--verify', `${commit}^{commit}`);
  const parent = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const root = join(parent, 'tree');
  const remove = async (): Promise<void> => {
    await git('worktree', 'remove', '--force', root).catch(() => undefined);
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
    await git('worktree', 'prune');
  };
  try {
    await git('worktree', 'add', '--detach', '--quiet', root, full);
    const locks = [repositoryRoot, root].map((folder) => readFile(join(folder, 'package-lock.json'), 'utf8'));
    const [ours = '', theirs = ''] = await Promise.all(locks);
    await (packagesServe(ours, theirs) ? linkPackages(root) : installPackages(root));
  } catch (error) {
    await remove();
    throw error;
  }
  return { label: full.slice(0, 7), root, remove };
}
