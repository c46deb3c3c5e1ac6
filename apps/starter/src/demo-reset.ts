// `npm run demo:reset`: deletes all data of this folder's demo; the next `npm start` creates it again.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedHome } from './stack/embedded-home.ts';
import { readState } from './stack/memory.ts';
import { holdfastFolder, repositoryRoot, startScript } from './stack/places.ts';
import { endLeftovers, findRunning } from './stack/running.ts';
import { isDemo, readSettings } from './stack/settings.ts';

async function main(): Promise<number> {
  const settings = readSettings(process.env);
  if (!isDemo(settings) || settings.DATABASE_URL !== undefined) {
    throw new Error('this resets only the demo in its own database: DATABASE_URL or real keys are set');
  }
  const running = await findRunning(holdfastFolder, startScript);
  if (running) throw new Error(`stop Holdfast first (process ${running.pid})`);
  await endLeftovers(holdfastFolder);
  const { instance } = await readState(holdfastFolder);
  const folders = ['redis', 'sandbox', 'whatsapp-profile', 'whatsapp-profile-run', 'whatsapp-driver'];
  for (const folder of [embeddedHome(instance), ...folders.map((name) => join(holdfastFolder, name))]) {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write('The demo is reset: npm start begins from scratch.\n');
  return 0;
}

if (existsSync(join(repositoryRoot, '.env'))) process.loadEnvFile(join(repositoryRoot, '.env'));
process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
