import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const leftTrees = async () => (await readdir(folder)).filter((name) => name.startsWith('holdfast-bench-'));

async function bench(...args: string[]): Promise<{ code: number; text: string }> {
  const program = [join(repositoryRoot, 'tools/bench.ts'), ...args];
  try {
    const { stdout, stderr } = await run(process.execPath, program, {
      cwd: repositoryRoot,
      env: { ...process.env, TMPDIR: folder },
    });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

describe('bench --against', () => {
  it('drives another commit and this one in turns, and gives no verdict after one round', {
    timeout: 300_000,
  }, async () => {
    const { code, text } = await bench(
      '--against',
      'HEAD',
      '--rounds',
      '1',
      '--most-rounds',
      '1',
      '--scale',
      '0.05',
    );
    for (const row of [
      'hold_slot, direct',
      'hold over HTTP',
      'check-in',
      'board read',
      'webhook, fresh',
      'login',
    ])
      expect(text).toMatch(new RegExp(`^${row} .*too noisy$`, 'm'));
    expect(code).toBe(2);
    expect(await leftTrees()).toEqual([]);
  });

  it('names an unknown commit and leaves nothing behind', async () => {
    const { code, text } = await bench('--against', 'no-such-commit');
    expect(code).toBe(1);
    expect(text).toContain('no-such-commit');
    expect(await leftTrees()).toEqual([]);
  });
});
