// `npm run verify`: quick checks before a commit, in under a minute: types, lint, tidy, and the unit tests of the rooms that
// differ from main. The full check is `npm test`.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { touchedRooms } from './verify/touched-rooms.ts';

const bin = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);

function git(...args: string[]): string[] {
  try {
    const text = execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: 'pipe' });
    return text.split('\n').filter(Boolean);
  } catch {
    return []; // no such branch
  }
}

/** The merge base with main; on main itself, and in a clone without it, the last commit. */
function base(): string {
  return git('merge-base', 'HEAD', 'main')[0] ?? git('merge-base', 'HEAD', 'origin/main')[0] ?? 'HEAD';
}

function run(name: string, command: string, args: readonly string[]): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: repositoryRoot,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      if (code !== 0) process.stdout.write(`\n${Buffer.concat(output).toString()}\n`);
      process.stdout.write(`${name.padEnd(6)} ${code === 0 ? 'green' : 'RED'} in ${seconds} s\n`);
      resolve(code === 0);
    });
  });
}

const changed = [...git('diff', '--name-only', base()), ...git('ls-files', '--others', '--exclude-standard')];
const rooms = touchedRooms(changed);
process.stdout.write(`unit tests of: ${rooms.join(', ')}\n`);
const results = [
  await run('types', bin('turbo'), ['run', 'typecheck', 'typecheck:root', '--output-logs=errors-only']),
  ...(await Promise.all([
    run('lint', process.execPath, [join(repositoryRoot, 'tools/lint.ts')]),
    run('unit', bin('vitest'), ['run', '--project=unit', '--project=web', 'tools/tidy', ...rooms]),
  ])),
];
process.exit(results.every(Boolean) ? 0 : 1);
