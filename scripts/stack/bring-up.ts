import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printReady } from './announce.ts';
import type { StackFacts } from './app-environments.ts';
import type { Chromium } from './chromium.ts';
import { type DatabaseUrls, databaseUrls, rolesEnvironment } from './database-urls.ts';
import { embeddedHome, markEmbeddedHome, orphanedHomes } from './embedded-home.ts';
import type { PortName, Secrets, State } from './memory.ts';
import { HOLDFAST_DIR, REPO_ROOT } from './places.ts';
import { canConnect, startPostgres } from './postgres.ts';
import { runProgram } from './programs-of-ours.ts';
import { provision } from './provision.ts';
import { startRedis } from './redis.ts';
import { apiService, sandboxService, workerService } from './services.ts';
import { isDemo, type Settings, usesSandbox } from './settings.ts';
import type { Supervisor } from './supervisor.ts';

export type Base = { settings: Settings; state: State; secrets: Secrets; ports: Record<PortName, number> };

/** One start: what it knows, who keeps its programs alive, and how it is told to end. */
export type Run = Base & {
  supervisor: Supervisor;
  interrupt: AbortSignal;
  say: (text: string) => void;
};

const logFolder = join(HOLDFAST_DIR, 'logs');
const redisHome = join(HOLDFAST_DIR, 'redis');

async function startEmbeddedPostgres(run: Run): Promise<string> {
  const home = embeddedHome(run.state.instance);
  for (const orphan of await orphanedHomes(home))
    run.say(`kept, not used: data of an earlier clone in ${orphan}`);
  await markEmbeddedHome(home);
  let superuserUrl = '';
  await run.supervisor.start({
    name: 'postgres',
    start: async () => {
      const running = await startPostgres({ home, port: run.ports.postgres, durable: true });
      superuserUrl = running.superuserUrl;
      return running;
    },
    stopSignal: 'SIGINT',
    graceMs: 30_000,
  });
  run.say(`PostgreSQL is up, its data is in ${home}`);
  return superuserUrl;
}

function command(run: Run, name: string, environment: Record<string, string>): Promise<void> {
  const script = `packages/db/src/bin/${name}.ts`;
  return runProgram({ name, script, environment, logFolder }, run.interrupt);
}

async function assertLogins(urls: DatabaseUrls): Promise<void> {
  for (const [name, url] of [
    ['API', urls.api],
    ['INGEST', urls.ingest],
    ['WORKER', urls.worker],
  ] as const) {
    if (await canConnect(url)) continue;
    throw new Error(
      `the log-in of DATABASE_URL_${name} does not work: give DATABASE_SUPERUSER_URL once, so that the roles are made, or the right URL`,
    );
  }
}

async function prepareDatabase(run: Run): Promise<DatabaseUrls> {
  const { settings } = run;
  const superuserUrl =
    settings.DATABASE_URL === undefined ? await startEmbeddedPostgres(run) : settings.DATABASE_SUPERUSER_URL;
  const urls = databaseUrls(settings, run.secrets, run.ports.postgres);
  if (superuserUrl) await command(run, 'bootstrap-roles', rolesEnvironment(urls, superuserUrl));
  await command(run, 'migrate', { DATABASE_URL: urls.owner });
  if (!superuserUrl) await assertLogins(urls);
  run.say('the database schema is up to date');
  if (isDemo(settings)) {
    await command(run, 'seed-demo', { DATABASE_URL: urls.owner });
    run.say('the demo clinics are in place');
  }
  return urls;
}

type Outside = { redisUrl: string | null; chromium: Chromium | null; missing: string[] };

async function prepareOutside(run: Run): Promise<Outside> {
  const { settings, secrets, ports } = run;
  const given = {
    ...(settings.CHROMIUM_PATH ? { chromiumPath: settings.CHROMIUM_PATH } : {}),
    ...(settings.CHROMEDRIVER_PATH ? { chromedriverPath: settings.CHROMEDRIVER_PATH } : {}),
  };
  const found = await provision({
    redis: settings.REDIS_URL === undefined,
    chromium: true,
    given,
    say: run.say,
  });
  const rest = { chromium: found.chromium, missing: found.missing };
  if (settings.REDIS_URL !== undefined) return { ...rest, redisUrl: settings.REDIS_URL };
  if (!found.redis) return { ...rest, redisUrl: null };
  let redisUrl: string | null = null;
  await run.supervisor.start({
    name: 'redis',
    start: async () => {
      const options = { home: redisHome, port: ports.redis, durable: true, password: secrets.redisPassword };
      const running = await startRedis(options);
      redisUrl = running.url;
      return running;
    },
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
  });
  run.say('Redis is up');
  return { ...rest, redisUrl };
}

/** turbo decides by the content of the page's sources whether there is anything to build. */
async function buildWeb(run: Run): Promise<void> {
  if (!existsSync(join(REPO_ROOT, 'apps/web/dist/index.html'))) run.say('building the page');
  await runProgram(
    {
      name: 'web-build',
      script: 'node_modules/turbo/bin/turbo',
      args: ['run', 'build', '--filter=@holdfast/web', '--output-logs=errors-only'],
      environment: { TURBO_TELEMETRY_DISABLED: '1' },
      logFolder,
    },
    run.interrupt,
  );
  run.say('the page is built');
}

async function startApps(run: Run, facts: StackFacts): Promise<void> {
  if (usesSandbox(facts.settings)) {
    await run.supervisor.start(sandboxService(facts, run.interrupt));
    run.say('the sandbox is up');
  }
  await run.supervisor.start(apiService(facts, run.interrupt));
  run.say('the API is ready');
  await run.supervisor.start(workerService(facts, run.interrupt));
  run.say('the worker is up');
}

/** Every part is awaited even when one fails: what was started must be known before it can be stopped. */
async function prepareAll(run: Run): Promise<[DatabaseUrls, Outside]> {
  const parts = [prepareDatabase(run), prepareOutside(run), buildWeb(run)] as const;
  const results = await Promise.allSettled(parts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return [await parts[0], await parts[1]];
}

export async function bringUp(run: Run): Promise<void> {
  const [urls, outside] = await prepareAll(run);
  run.interrupt.throwIfAborted();
  const { settings, secrets, ports } = run;
  const { redisUrl, chromium } = outside;
  const places = { repoRoot: REPO_ROOT, holdfastDir: HOLDFAST_DIR };
  const facts: StackFacts = { settings, secrets, ports, urls, redisUrl, chromium, ...places };
  await startApps(run, facts);
  run.interrupt.throwIfAborted();
  run.say('ready');
  printReady(facts, outside.missing);
}
