// `npm run demo:reset`: forgets everything of this folder's demo; the next `npm start` begins anew.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedHome } from './stack/embedded-home.ts';
import { readState } from './stack/memory.ts';
import { HOLDFAST_DIR, REPO_ROOT, START_SCRIPT } from './stack/places.ts';
import { endLeftovers, findRunning } from './stack/running.ts';
import { isDemo, readSettings } from './stack/settings.ts';

async function main(): Promise<number> {
  const settings = readSettings(process.env);
  if (!isDemo(settings) || settings.DATABASE_URL !== undefined) {
    throw new Error('this resets only the demo in its own database: DATABASE_URL or real keys are set');
  }
  const running = await findRunning(HOLDFAST_DIR, START_SCRIPT);
  if (running) throw new Error(`stop Holdfast first (process ${running.pid})`);
  await endLeftovers(HOLDFAST_DIR);
  const { instance } = await readState(HOLDFAST_DIR);
  const folders = ['redis', 'sandbox', 'whatsapp-profile', 'whatsapp-profile-run', 'whatsapp-driver'];
  for (const folder of [embeddedHome(instance), ...folders.map((name) => join(HOLDFAST_DIR, name))]) {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write('The demo is reset: npm start begins anew.\n');
  return 0;
}

if (existsSync(join(REPO_ROOT, '.env'))) process.loadEnvFile(join(REPO_ROOT, '.env'));
process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
