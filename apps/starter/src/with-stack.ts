// Runs one of our programs with the addresses of this folder's database: `npm run migrate`, `seed`, `invariants`.
// Uses the running stack, else starts PostgreSQL while the program runs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { localAddress, withInherited } from './stack/app-environments.ts';
import { type DatabaseUrls, databaseUrls, rolesEnvironment } from './stack/database-urls.ts';
import { embeddedHome, markEmbeddedHome } from './stack/embedded-home.ts';
import { readSecrets, readState } from './stack/memory.ts';
import { holdfastFolder, repositoryRoot, startScript } from './stack/places.ts';
import { freePort } from './stack/ports.ts';
import { startPostgres } from './stack/postgres.ts';
import { runProgram } from './stack/programs-of-ours.ts';
import { findRunning } from './stack/running.ts';
import { readSettings, usesSandbox } from './stack/settings.ts';

interface Database {
  urls: DatabaseUrls;
  /** The stand-ins, where they run now. */
  sandboxUrl: string | null;
  stop: () => Promise<void>;
}

async function reachDatabase(): Promise<Database> {
  const settings = readSettings(process.env);
  const secrets = await readSecrets(holdfastFolder);
  const state = await readState(holdfastFolder);
  const nothingToStop = () => Promise.resolve();
  const running = await findRunning(holdfastFolder, startScript);
  const sandboxUrl =
    running && usesSandbox(settings) && state.ports.sandbox !== undefined
      ? `http://${localAddress(settings.HOST)}:${state.ports.sandbox}`
      : null;
  if (settings.DATABASE_URL !== undefined || (running && state.ports.postgres !== undefined)) {
    const urls = databaseUrls(settings, secrets, state.ports.postgres ?? 0);
    return { urls, sandboxUrl, stop: nothingToStop };
  }
  const home = embeddedHome(state.instance);
  await markEmbeddedHome(home);
  const postgres = await startPostgres({ home, port: await freePort(), durable: true });
  const urls = databaseUrls(settings, secrets, postgres.port);
  const roles = {
    name: 'bootstrap-roles',
    script: 'packages/db/src/bin/bootstrap-roles.ts',
    environment: rolesEnvironment(urls, postgres.superuserUrl),
    logFolder: join(holdfastFolder, 'logs'),
  };
  try {
    await runProgram(roles, new AbortController().signal);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return { urls, sandboxUrl, stop: postgres.stop };
}

function run(script: string, args: readonly string[], { urls, sandboxUrl }: Database): Promise<number> {
  const environment = {
    DATABASE_URL: urls.owner,
    DATABASE_URL_API: urls.api,
    DATABASE_URL_INGEST: urls.ingest,
    DATABASE_URL_WORKER: urls.worker,
    ...(sandboxUrl === null ? {} : { SANDBOX_URL: sandboxUrl }),
  };
  const child = spawn(process.execPath, [join(repositoryRoot, script), ...args], {
    env: withInherited(environment, process.env),
    stdio: 'inherit',
  });
  // The program gets the terminal's signals itself; this process must outlive it to stop the database.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main(): Promise<number> {
  const [script, ...args] = process.argv.slice(2);
  if (!script) throw new Error('which program?');
  const database = await reachDatabase();
  try {
    return await run(script, args, database);
  } finally {
    await database.stop();
  }
}

if (existsSync(join(repositoryRoot, '.env'))) process.loadEnvFile(join(repositoryRoot, '.env'));
process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
