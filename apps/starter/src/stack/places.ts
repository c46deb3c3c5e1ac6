import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything is found from here, never from the working directory. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** Its path is how a running stack is recognised. */
export const startScript = resolve(repositoryRoot, 'apps/starter/src/start.ts');

/** All that a clone keeps; a second clone has its own. */
export const holdfastFolder = resolve(repositoryRoot, process.env['HOLDFAST_DIR'] || '.holdfast');

/** As root, what PostgreSQL must reach lives here: a clone may lie under a folder that only root can enter. */
export const rootDataDir = '/var/lib/holdfast';

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
