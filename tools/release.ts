// `npm run release -- X.Y.Z [--tag]`: rejects uncommitted changes, an empty "Unreleased" and a version that is not higher;
// otherwise commits the release. Tags only with --tag, and pushes nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { release } from './release/release.ts';

const root = join(import.meta.dirname, '..');

/** The API document contains the version. */
function regenerate(): string[] {
  const generator = 'packages/contract/src/openapi/write-document.ts';
  execFileSync(process.execPath, [join(root, generator)], { cwd: root, stdio: 'inherit' });
  return ['packages/contract/openapi.json'];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tag: { type: 'boolean', default: false } },
});
const [version] = positionals;
try {
  if (version === undefined) throw new Error('which version? npm run release -- X.Y.Z');
  const date = new Date().toISOString().slice(0, 10);
  release({ root, version, date, tag: values.tag, regenerate });
  process.stdout.write(
    `released ${version}${values.tag ? ` with the tag v${version}` : ''}; nothing was pushed\n`,
  );
} catch (error) {
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
