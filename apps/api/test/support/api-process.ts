import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Settings } from './api-settings.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface ApiProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Sends the signal and returns the exit code, or the signal's name when the process was killed. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | string>;
}

export interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
}

export function spawnApi(settings: Settings): Started {
  const env = { PATH: process.env['PATH'] ?? '', ...settings };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      output += bytes.toString('utf8');
    });
  }
  return { child, output: () => output };
}

function portIn(output: string): number | null {
  const line = output.split('\n').find((one) => one.includes('"msg":"listening"'));
  return line === undefined ? null : Number(JSON.parse(line).port);
}

/** A separate process, as in production. The caller must end it. */
export async function startApiProcess(settings: Settings): Promise<ApiProcess> {
  const { child, output } = spawnApi(settings);
  const exited = once(child, 'exit');
  const deadline = Date.now() + 30_000;
  let port: number | null = null;
  while (port === null) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the API did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    port = portIn(output());
  }
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    output,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code, by] = await exited;
      return code ?? by;
    },
  };
}
