import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/starter/stack/places';

const entry = {
  api: './apps/api/src/composition.ts',
  worker: './apps/worker/src/run-worker.ts',
} as const;

/** Fail points that a program declares, read in a separate process because the registry is per process. */
export async function declaredIn(app: keyof typeof entry): Promise<string[]> {
  const script = `
    await import(${JSON.stringify(entry[app])});
    const { declaredFailPoints } = await import('./packages/core/src/fail-points.ts');
    console.log(JSON.stringify(declaredFailPoints()));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: repositoryRoot,
    env: { PATH: '' },
  });
  return JSON.parse(stdout) as string[];
}
