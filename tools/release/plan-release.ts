/** The files of a release, before and after. */
export interface ReleaseFiles {
  readonly manifest: string;
  readonly lock: string;
  readonly changelog: string;
}

const versionForm = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

function numbersOf(version: string): number[] {
  const match = versionForm.exec(version);
  if (!match) throw new Error(`"${version}" is no version: expected X.Y.Z`);
  return match.slice(1).map(Number);
}

export function isHigher(version: string, than: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(than)];
  const difference = one.map((part, index) => part - (other[index] ?? 0)).find((part) => part !== 0);
  return difference !== undefined && difference > 0;
}

const heading = '## Unreleased';

function releasedChangelog(changelog: string, version: string, date: string): string {
  const parts = changelog.split(/^(?=## )/m);
  const index = parts.findIndex((part) => part.startsWith(`${heading}\n`));
  if (index === -1) throw new Error(`CHANGELOG.md has no section "${heading}"`);
  const notes = parts[index]?.slice(heading.length).trim() ?? '';
  if (notes === '') throw new Error(`"${heading}" in CHANGELOG.md is empty: there is nothing to release`);
  const rest = parts.slice(index + 1).join('');
  const released = `${heading}\n\n## ${version} (${date})\n\n${notes}\n`;
  return [parts.slice(0, index).join(''), released, rest === '' ? '' : `\n${rest}`].join('');
}

/** Throws when the release is not allowed. `date`: the day, as YYYY-MM-DD. */
export function planRelease(files: ReleaseFiles, version: string, date: string): ReleaseFiles {
  const present: { version: string } = JSON.parse(files.manifest);
  if (!isHigher(version, present.version))
    throw new Error(`${version} is not higher than the present version ${present.version}`);
  const changelog = releasedChangelog(files.changelog, version, date);
  const manifest = files.manifest.replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`);
  const lock = JSON.parse(files.lock);
  lock.version = version;
  lock.packages[''].version = version;
  return { manifest, lock: `${JSON.stringify(lock, null, 2)}\n`, changelog };
}
