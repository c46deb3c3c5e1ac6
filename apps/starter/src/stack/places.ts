import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Base of all paths; the working directory is never used. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** A running stack is recognised by this path. */
export const startScript = resolve(repositoryRoot, 'apps/starter/src/start.ts');

/** All data of this clone; a second clone has its own. */
export const holdfastFolder = resolve(repositoryRoot, process.env['HOLDFAST_DIR'] || '.holdfast');

/** As root, files for PostgreSQL are here: the clone may be in a folder that only root can enter. */
export const rootDataDir = '/var/lib/holdfast';

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
