import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRelease } from './plan-release.ts';

interface Release {
  readonly root: string;
  readonly version: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly tag: boolean;
  /** Regenerates the files that contain the version; its paths are committed with the release. */
  readonly regenerate: () => readonly string[];
}

/** Moves the notes of "Unreleased" under the new version, raises the version and commits both. Pushes nothing. */
export function release({ root, version, date, tag, regenerate }: Release): void {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  if (git('status', '--porcelain').trim() !== '')
    throw new Error('there are changes that are not committed: commit or stash them first');
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const paths = { manifest: 'package.json', lock: 'package-lock.json', changelog: 'CHANGELOG.md' } as const;
  const planned = planRelease(
    { manifest: read(paths.manifest), lock: read(paths.lock), changelog: read(paths.changelog) },
    version,
    date,
  );
  writeFileSync(join(root, paths.manifest), planned.manifest);
  writeFileSync(join(root, paths.lock), planned.lock);
  writeFileSync(join(root, paths.changelog), planned.changelog);
  git('add', '--', ...Object.values(paths), ...regenerate());
  git('commit', '--quiet', '-m', `chore(release): ${version}`);
  if (tag) git('tag', '--annotate', `v${version}`, '-m', `Holdfast ${version}`);
}
