import { spawn } from 'node:child_process';
import { holdfastFolder, repositoryRoot, startScript } from '@holdfast/starter/stack/places';
import { findRunning } from '@holdfast/starter/stack/running';

export interface ShownStack {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const readyDeadlineMs = 300_000;

function bootOwn(): Promise<ShownStack> {
  const child = spawn(process.execPath, [startScript], {
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

/** The stack at the given address, else the one that runs from this folder, else a new one. */
export async function stackForScreens(url: string | undefined): Promise<ShownStack> {
  const nothingToStop = (): Promise<void> => Promise.resolve();
  if (url !== undefined) return { url, stop: nothingToStop };
  const running = await findRunning(holdfastFolder, startScript);
  return running ? { url: running.url, stop: nothingToStop } : bootOwn();
}
