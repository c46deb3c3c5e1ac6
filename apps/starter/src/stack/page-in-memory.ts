import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './places.ts';
import { viteScript } from './services.ts';

/** Only the page, on a clinic in memory: no database, no Redis, no API. Ends with its terminal or its parent. */
export function servePageInMemory(): Promise<number> {
  const child = spawn(process.execPath, [join(repositoryRoot, viteScript), 'apps/web', '--mode', 'fake'], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill('SIGTERM'));
  process.once('disconnect', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 0));
  });
}
