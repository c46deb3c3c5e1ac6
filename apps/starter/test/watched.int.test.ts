import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../src/stack/alive.ts';
import { repositoryRoot } from '../src/stack/places.ts';

const watcher = join(repositoryRoot, 'apps/starter/src/stack/watched.ts');
let folder: string;
let child: ChildProcess;
let output = '';

/** Saves as many editors do: a new file replaces the old one. */
async function replace(text: string): Promise<void> {
  await writeFile(join(folder, 'draft'), text);
  await rename(join(folder, 'draft'), join(folder, 'src/word.ts'));
}

const says = (word: string) => `export const word = '${word}';\n`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-watched-'));
  await mkdir(join(folder, 'src'));
  await replace(says('first'));
  const main = `import { word } from './word.ts';\nconsole.log(word, process.pid);\nsetInterval(() => {}, 1_000);\n`;
  await writeFile(join(folder, 'src/main.ts'), main);
  output = '';
  child = spawn(process.execPath, [watcher, join(folder, 'src'), join(folder, 'src/main.ts')]);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      output += text.toString();
    });
  await waitUntil('the program runs', () => /^first \d+$/m.test(output));
});
afterEach(async () => {
  // Killed outright, the watcher would leave the program running.
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

test('the program restarts on every replaced file, not only on the first', async () => {
  for (const word of ['second', 'third']) {
    await replace(says(word));
    await waitUntil(`${word} is said`, () => new RegExp(`^${word} \\d+$`, 'm').test(output));
  }
});

test('a program that crashed restarts on the change that fixes it', async () => {
  await replace('export const word = ;\n');
  await waitUntil('the mistake is shown', () => output.includes('starts again with the next change'));
  await replace(says('corrected'));
  await waitUntil('it runs again', () => /^corrected \d+$/m.test(output));
});

test('stopping the watcher stops the program too', async () => {
  const pid = Number(/^first (\d+)$/m.exec(output)?.[1]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  expect(isAlive(pid)).toBe(false);
});
