// npm runs this after each install (`prepare`), on any installed Node. Hooks are a convenience: this never fails an
// install, and does nothing in CI, in an unpacked archive, or in a linked work tree, whose hooks belong to its main clone.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isMainClone = statSync(join(root, '.git'), { throwIfNoEntry: false })?.isDirectory() === true;

if (isMainClone && !process.env.CI && process.env.LEFTHOOK !== '0') {
  const program = join(root, 'node_modules', 'lefthook', 'bin', 'index.js');
  const { status, error } = spawnSync(process.execPath, [program, 'install'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0)
    process.stdout.write(`git hooks were not installed${error ? `: ${error.message}` : ''}\n`);
}
