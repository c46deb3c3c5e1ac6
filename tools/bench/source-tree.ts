import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { z } from 'zod';

const run = promisify(execFile);

/** A version of the product that can be started: its sources with their packages. */
export interface SourceTree {
  readonly label: string;
  readonly root: string;
  readonly remove: () => Promise<void>;
}

const git = async (...args: string[]): Promise<string> =>
  (await run('git', args, { cwd: repositoryRoot })).stdout.trim();

/** The files of this folder as they are, committed or not. */
export async function presentTree(): Promise<SourceTree> {
  const describe = async (): Promise<string> => {
    const isChanged = (await git('status', '--porcelain')) !== '';
    const commit = await git('rev-parse', '--short', 'HEAD');
    return isChanged ? `${commit}+changes` : commit;
  };
  // Sources that were unpacked from an archive have no history, and can be measured all the same.
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

/** What the lock installs for the running product, by place: linters and test tools change without changing speed. */
export function productionPackages(lock: string): Map<string, string> {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  const entries = Object.entries(packages).flatMap(([place, entry]): [string, string][] => {
    const isTool = entry.dev ?? entry.devOptional ?? entry.optional ?? entry.link ?? false;
    return place.startsWith('node_modules/') && !isTool && entry.version ? [[place, entry.version]] : [];
  });
  return new Map(entries);
}

/** Our installed packages serve another commit when they hold every version that its lock asks for. */
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

/** Foreign packages are ours by link; the product's own rooms lead into the other tree. */
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

/** A second work tree of `commit` in a temporary folder, ready to be started. */
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
