import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { printReady } from './announce.ts';
import type { DevMode, StackFacts } from './app-environments.ts';
import { type DatabaseUrls, databaseUrls, rolesEnvironment } from './database-urls.ts';
import { embeddedHome, markEmbeddedHome, orphanedHomes } from './embedded-home.ts';
import type { PortName, Secrets, State } from './memory.ts';
import { holdfastFolder, repositoryRoot } from './places.ts';
import { canConnect, startPostgres } from './postgres.ts';
import { runProgram } from './programs-of-ours.ts';
import { type FoundChromium, provisionChromium, provisionRedis } from './provision.ts';
import { startRedis } from './redis.ts';
import { seedEnvironment, seedScript } from './scenario.ts';
import { apiService, pageService, sandboxService, workerService } from './services.ts';
import { isDemo, type Settings, usesSandbox } from './settings.ts';
import type { Supervisor } from './supervisor.ts';

export interface Base {
  settings: Settings;
  state: State;
  secrets: Secrets;
  ports: Record<PortName, number>;
  dev: DevMode | null;
  /** Shown beside the demo's own data. */
  scenario: string | null;
}

/** Context of one start: its settings, its supervisor and its stop signals. */
export type Run = Base & {
  supervisor: Supervisor;
  interrupt: AbortSignal;
  say: (text: string) => void;
};

const logFolder = join(holdfastFolder, 'logs');
const redisHome = join(holdfastFolder, 'redis');

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

interface Outside {
  redisUrl: string | null;
  redisMissing: string | null;
  /** Still installing: on a bare machine Chromium takes longest, and only messages need it. */
  chromium: Promise<FoundChromium>;
}

async function startOwnRedis({ supervisor, secrets, ports }: Run): Promise<string> {
  let url = '';
  await supervisor.start({
    name: 'redis',
    start: async () => {
      const options = { home: redisHome, port: ports.redis, durable: true, password: secrets.redisPassword };
      const running = await startRedis(options);
      url = running.url;
      return running;
    },
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
  });
  return url;
}

async function prepareOutside(run: Run): Promise<Outside> {
  const { settings, say } = run;
  const given = {
    ...(settings.CHROMIUM_PATH ? { chromiumPath: settings.CHROMIUM_PATH } : {}),
    ...(settings.CHROMEDRIVER_PATH ? { chromedriverPath: settings.CHROMEDRIVER_PATH } : {}),
  };
  const redisMissing = settings.REDIS_URL === undefined ? await provisionRedis(say) : null;
  const chromium = provisionChromium(say, given);
  // Awaited much later, when another part may already have failed.
  chromium.catch(() => undefined);
  if (settings.REDIS_URL !== undefined) return { redisUrl: settings.REDIS_URL, redisMissing, chromium };
  if (redisMissing !== null) return { redisUrl: null, redisMissing, chromium };
  const redisUrl = await startOwnRedis(run);
  say('Redis is up');
  return { redisUrl, redisMissing, chromium };
}

/** turbo decides from the content of the page's sources whether a build is needed. */
async function buildWeb(run: Run): Promise<void> {
  if (!existsSync(join(repositoryRoot, 'apps/web/dist/index.html'))) run.say('building the page');
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

async function startPage(run: Run, facts: StackFacts): Promise<void> {
  if (usesSandbox(facts.settings)) {
    await run.supervisor.start(sandboxService(facts, run.interrupt));
    run.say('the sandbox is up');
  }
  await run.supervisor.start(apiService(facts, run.interrupt));
  run.say('the API is ready');
  if (!facts.dev) return;
  await run.supervisor.start(pageService(facts, run.interrupt));
  run.say('the page is served by Vite');
}

/** Awaits every part even when one fails: a process must be known before it can be stopped. */
async function prepareAll(run: Run): Promise<[DatabaseUrls, Outside]> {
  const parts = [
    prepareDatabase(run),
    prepareOutside(run),
    run.dev ? Promise.resolve() : buildWeb(run),
  ] as const;
  const results = await Promise.allSettled(parts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return [await parts[0], await parts[1]];
}

/** An installation cannot be cancelled, but the start need not wait for it. */
function untilAborted<T>(promise: Promise<T>, interrupt: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(interrupt.reason);
    if (interrupt.aborted) stop();
    interrupt.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject);
  });
}

/** Before the worker: it would send the messages that a scenario shows as waiting. */
async function addScenario(run: Run, facts: StackFacts): Promise<void> {
  if (run.scenario === null) return;
  const program = { name: 'seed-scenario', script: seedScript, args: [run.scenario], logFolder };
  await runProgram({ ...program, environment: seedEnvironment(facts) }, run.interrupt);
  run.say(`the scenario ${run.scenario} is in place`);
}

const notYet = Symbol('not yet');

/** The worker gets its browser at start, so it waits for the installation; the page does not. */
async function startWorker(run: Run, facts: StackFacts, outside: Outside): Promise<void> {
  const soon = await Promise.race([outside.chromium, delay(2_000, notYet)]);
  if (soon === notYet) printReady(facts, ['Chromium is being installed, messages leave once it is there.']);
  const { chromium, missing } = await untilAborted(outside.chromium, run.interrupt);
  const known = { ...facts, chromium };
  await run.supervisor.start(workerService(known, run.interrupt));
  run.interrupt.throwIfAborted();
  run.say('the worker is up');
  const lines = [outside.redisMissing, missing].filter((line) => line !== null);
  if (soon !== notYet) printReady(known, lines);
  else for (const line of lines) run.say(`messages are paused: ${line}`);
}

export async function bringUp(run: Run): Promise<void> {
  const [urls, outside] = await prepareAll(run);
  run.interrupt.throwIfAborted();
  const { settings, secrets, ports, dev } = run;
  const places = { repoRoot: repositoryRoot, holdfastDir: holdfastFolder };
  const { redisUrl } = outside;
  const facts: StackFacts = { settings, secrets, ports, urls, redisUrl, chromium: null, dev, ...places };
  await startPage(run, facts);
  await addScenario(run, facts);
  run.interrupt.throwIfAborted();
  await startWorker(run, facts, outside);
}
