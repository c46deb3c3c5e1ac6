import { type Complaint, complainPerLine, isCode, isTest, type RepoTree, type TextFile } from './tree.ts';

interface Manifest {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const isManifest = ({ path }: TextFile): boolean =>
  /^(?:(?:packages|apps)\/[^/]+\/)?package\.json$/.test(path);

function manifestsOf({ files }: RepoTree): { path: string; manifest: Manifest }[] {
  return files.filter(isManifest).map(({ path, text }) => ({ path, manifest: JSON.parse(text) }));
}

/** Our own rooms need no version; every other dependency has an exact one. */
function isPinned(name: string, range: string): boolean {
  if (name.startsWith('@holdfast/')) return range === '*';
  return /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(range);
}

/** The lock fixes versions for an installation, the manifest for a renewal of the lock. */
export function exactPins(tree: RepoTree): Complaint[] {
  return manifestsOf(tree).flatMap(({ path, manifest }) => {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
    return Object.entries(all)
      .filter(([name, range]) => !isPinned(name, range))
      .map(([name, range]) => ({ path, says: `${name} is "${range}": pin one version` }));
  });
}

export function oneVersion(tree: RepoTree): Complaint[] {
  const manifests = manifestsOf(tree);
  const version = manifests.find(({ path }) => path === 'package.json')?.manifest.version;
  const repeated = manifests
    .filter(({ path, manifest }) => path !== 'package.json' && manifest.version !== undefined)
    .map(({ path }) => ({ path, says: 'a version of its own: the only one stands in the root' }));
  if (version === undefined) return repeated;
  const quoted = new RegExp(`['"\`@]${version.replaceAll('.', '\\.')}['"\`]`);
  const sources = tree.files.filter(
    (file) => /^(packages|apps)\/[^/]+\/src\//.test(file.path) && isCode(file) && !isTest(file.path),
  );
  return [
    ...repeated,
    ...sources.flatMap((file) =>
      complainPerLine(file, quoted, () => 'the version is written down again: import productVersion'),
    ),
  ];
}

export function oneLicense(tree: RepoTree): Complaint[] {
  return manifestsOf(tree)
    .filter(({ manifest }) => manifest.license !== 'Apache-2.0')
    .map(({ path }) => ({ path, says: 'no "license": "Apache-2.0"' }));
}
