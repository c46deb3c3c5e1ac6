import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { holdfastFolder, repositoryRoot, startScript } from '@holdfast/starter/stack/places';
import { findRunning } from '@holdfast/starter/stack/running';

export interface ShownStack {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const readyDeadlineMs = 300_000;

function bootOwn(scenario: string | undefined): Promise<ShownStack> {
  const args = scenario === undefined ? [] : ['--scenario', scenario];
  const child = spawn(process.execPath, [startScript, ...args], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(new Error('the stack did not come up in time')),
      readyDeadlineMs,
    );
    child.once('exit', (code) => reject(new Error(`the stack ended with ${code}`)));
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /Holdfast: (http\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      clearTimeout(deadline);
      resolve({ url, stop });
    });
  });
}

function addTo(scenario: string): void {
  const script = join(repositoryRoot, 'apps', 'starter', 'bootstrap.mjs');
  const { status } = spawnSync(process.execPath, [script, 'seed', scenario], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the scenario ${scenario} could not be added`);
}

/** The stack at the given address, else the one that runs from this folder, else a new one; with the scenario, if any. */
export async function stackForScreens(
  url: string | undefined,
  scenario: string | undefined,
): Promise<ShownStack> {
  const nothingToStop = (): Promise<void> => Promise.resolve();
  if (url !== undefined && scenario !== undefined)
    throw new Error('--scenario is for the stack of this folder: seed the other one where it runs');
  if (url !== undefined) return { url, stop: nothingToStop };
  const running = await findRunning(holdfastFolder, startScript);
  if (!running) return bootOwn(scenario);
  if (scenario !== undefined) addTo(scenario);
  return { url: running.url, stop: nothingToStop };
}
