// `npm start`: the whole product from this folder. Ctrl-C stops everything it started.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printReady } from './stack/announce.ts';
import { publicUrl, type StackFacts } from './stack/app-environments.ts';
import type { Chromium } from './stack/chromium.ts';
import { type DatabaseUrls, databaseUrls, rolesEnvironment } from './stack/database-urls.ts';
import { embeddedHome, markEmbeddedHome, orphanedHomes } from './stack/embedded-home.ts';
import {
  type PortName,
  readSecrets,
  readState,
  type Secrets,
  type State,
  writeState,
} from './stack/memory.ts';
import { HOLDFAST_DIR, REPO_ROOT } from './stack/places.ts';
import { choosePort, releasePort } from './stack/ports.ts';
import { canConnect, startPostgres } from './stack/postgres.ts';
import { runProgram } from './stack/programs-of-ours.ts';
import { provision } from './stack/provision.ts';
import { startRedis } from './stack/redis.ts';
import { endLeftovers, findRunning, forget, remember } from './stack/running.ts';
import { apiService, markOf, sandboxService, workerService } from './stack/services.ts';
import { isDemo, readSettings, type Settings, usesSandbox } from './stack/settings.ts';
import { createSupervisor } from './stack/supervisor.ts';

const startedAt = performance.now();
const logFolder = join(HOLDFAST_DIR, 'logs');
const interrupt = new AbortController();
const hurry = new AbortController();
const redisHome = join(HOLDFAST_DIR, 'redis');

function say(text: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`[${seconds.padStart(6)} s] ${text}\n`);
}

async function choosePorts(settings: Settings, state: State): Promise<Record<PortName, number>> {
  const { ports } = state;
  const chosen = {
    web: await choosePort({ fixed: settings.PORT, remembered: ports.web, preferred: 3000 }),
    worker: await choosePort({ remembered: ports.worker }),
    sandbox: await choosePort({ remembered: ports.sandbox }),
    postgres: await choosePort({ remembered: ports.postgres }),
    redis: await choosePort({ remembered: ports.redis }),
  };
  // A port given for this one start is not what the clone should come back to.
  const web =
    settings.PORT === undefined ? { web: chosen.web } : ports.web === undefined ? {} : { web: ports.web };
  const { web: _, ...others } = chosen;
  await writeState(HOLDFAST_DIR, { ...state, ports: { ...others, ...web } });
  return chosen;
}

type Base = { settings: Settings; state: State; secrets: Secrets; ports: Record<PortName, number> };

function supervise(base: Base) {
  // Redis writes its address, not its folder, into its command line.
  const marks = {
    postgres: join(embeddedHome(base.state.instance), 'data'),
    redis: `127.0.0.1:${base.ports.redis}`,
  };
  return createSupervisor({
    say,
    onPids: (pids) =>
      remember(HOLDFAST_DIR, {
        pid: process.pid,
        url: publicUrl(base),
        services: pids.map((entry) => ({ ...entry, mark: markOf(entry.name, REPO_ROOT, marks) })),
      }),
    onGivingUp: (reason) => interrupt.abort(new Error(reason)),
  });
}

type Supervisor = ReturnType<typeof supervise>;

async function startEmbeddedPostgres(base: Base, supervisor: Supervisor): Promise<string> {
  const home = embeddedHome(base.state.instance);
  for (const orphan of await orphanedHomes(home))
    say(`kept, not used: data of an earlier clone in ${orphan}`);
  await markEmbeddedHome(home);
  let superuserUrl = '';
  await supervisor.start({
    name: 'postgres',
    start: async () => {
      const running = await startPostgres({ home, port: base.ports.postgres, durable: true });
      superuserUrl = running.superuserUrl;
      return running;
    },
    stopSignal: 'SIGINT',
    graceMs: 30_000,
  });
  say(`PostgreSQL is up, its data is in ${home}`);
  return superuserUrl;
}

function command(name: string, environment: Record<string, string>): Promise<void> {
  const script = `packages/db/src/bin/${name}.ts`;
  return runProgram({ name, script, environment, logFolder }, interrupt.signal);
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

async function prepareDatabase(base: Base, supervisor: Supervisor): Promise<DatabaseUrls> {
  const { settings } = base;
  const superuserUrl =
    settings.DATABASE_URL === undefined
      ? await startEmbeddedPostgres(base, supervisor)
      : settings.DATABASE_SUPERUSER_URL;
  const urls = databaseUrls(settings, base.secrets, base.ports.postgres);
  if (superuserUrl) await command('bootstrap-roles', rolesEnvironment(urls, superuserUrl));
  await command('migrate', { DATABASE_URL: urls.owner });
  if (!superuserUrl) await assertLogins(urls);
  say('the database schema is up to date');
  if (isDemo(settings)) {
    await command('seed-demo', { DATABASE_URL: urls.owner });
    say('the demo clinics are in place');
  }
  return urls;
}

type Outside = { redisUrl: string | null; chromium: Chromium | null; missing: string[] };

async function prepareOutside(base: Base, supervisor: Supervisor): Promise<Outside> {
  const { settings, secrets, ports } = base;
  const given = {
    ...(settings.CHROMIUM_PATH ? { chromiumPath: settings.CHROMIUM_PATH } : {}),
    ...(settings.CHROMEDRIVER_PATH ? { chromedriverPath: settings.CHROMEDRIVER_PATH } : {}),
  };
  const found = await provision({ redis: settings.REDIS_URL === undefined, chromium: true, given, say });
  const rest = { chromium: found.chromium, missing: found.missing };
  if (settings.REDIS_URL !== undefined) return { ...rest, redisUrl: settings.REDIS_URL };
  if (!found.redis) return { ...rest, redisUrl: null };
  let redisUrl: string | null = null;
  await supervisor.start({
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
  say('Redis is up');
  return { ...rest, redisUrl };
}

/** turbo decides by the content of the page's sources whether there is anything to build. */
async function buildWeb(): Promise<void> {
  if (!existsSync(join(REPO_ROOT, 'apps/web/dist/index.html'))) say('building the page');
  await runProgram(
    {
      name: 'web-build',
      script: 'node_modules/turbo/bin/turbo',
      args: ['run', 'build', '--filter=@holdfast/web', '--output-logs=errors-only'],
      environment: { TURBO_TELEMETRY_DISABLED: '1' },
      logFolder,
    },
    interrupt.signal,
  );
  say('the page is built');
}

async function startApps(facts: StackFacts, supervisor: Supervisor): Promise<void> {
  if (usesSandbox(facts.settings)) {
    await supervisor.start(sandboxService(facts, interrupt.signal));
    say('the sandbox is up');
  }
  await supervisor.start(apiService(facts, interrupt.signal));
  say('the API is ready');
  await supervisor.start(workerService(facts, interrupt.signal));
  say('the worker is up');
}

/** Every part is awaited even when one fails: what was started must be known before it can be stopped. */
async function prepareAll(base: Base, supervisor: Supervisor): Promise<[DatabaseUrls, Outside]> {
  const parts = [prepareDatabase(base, supervisor), prepareOutside(base, supervisor), buildWeb()] as const;
  const results = await Promise.allSettled(parts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return [await parts[0], await parts[1]];
}

async function bringUp(base: Base, supervisor: Supervisor): Promise<void> {
  const [urls, outside] = await prepareAll(base, supervisor);
  interrupt.signal.throwIfAborted();
  const facts: StackFacts = { ...base, ...outside, urls, repoRoot: REPO_ROOT, holdfastDir: HOLDFAST_DIR };
  await startApps(facts, supervisor);
  interrupt.signal.throwIfAborted();
  say('ready');
  printReady(facts, outside.missing);
}

/** Resolves when someone wants it to end; the reason says whether that is a failure. */
function untilInterrupted(): Promise<unknown> {
  return new Promise((resolve) => {
    if (interrupt.signal.aborted) resolve(interrupt.signal.reason);
    interrupt.signal.addEventListener('abort', () => resolve(interrupt.signal.reason), { once: true });
  });
}

class Stopped extends Error {}

function listenForTheEnd(): void {
  let askedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const now = Date.now();
      // npm passes on the signal that the terminal has sent already: the same wish arrives twice within moments.
      if (askedAt > 0 && now - askedAt > 1_000) hurry.abort();
      askedAt ||= now;
      interrupt.abort(new Stopped(name));
    });
  }
  process.once('disconnect', () => interrupt.abort(new Stopped('disconnect')));
  process.channel?.unref();
  // The reader of our output may go away (`npm start | head`): no reason to die in the middle of something.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

async function run(): Promise<number> {
  const settings = readSettings(process.env);
  await mkdir(logFolder, { recursive: true, mode: 0o700 });
  const running = await findRunning(HOLDFAST_DIR, join(REPO_ROOT, 'scripts', 'start.ts'));
  if (running)
    throw new Error(`Holdfast already runs from this folder: ${running.url} (process ${running.pid})`);
  const leftovers = await endLeftovers(HOLDFAST_DIR);
  if (leftovers.length > 0) say(`stopped what an earlier start had left running: ${leftovers.join(', ')}`);
  const state = await readState(HOLDFAST_DIR);
  const secrets = await readSecrets(HOLDFAST_DIR);
  const base: Base = { settings, state, secrets, ports: await choosePorts(settings, state) };
  await remember(HOLDFAST_DIR, { pid: process.pid, url: publicUrl(base), services: [] });
  const supervisor = supervise(base);
  let failure: unknown = null;
  try {
    await bringUp(base, supervisor);
    failure = await untilInterrupted();
  } catch (error) {
    failure = error;
  }
  if (!(failure instanceof Stopped))
    process.stderr.write(`\n${failure instanceof Error ? failure.message : String(failure)}\n`);
  say('stopping (Ctrl-C again to stop at once)');
  await supervisor.stopAll(hurry.signal);
  await forget(HOLDFAST_DIR);
  for (const port of Object.values(base.ports)) releasePort(port);
  say('stopped');
  return failure instanceof Stopped ? 0 : 1;
}

if (existsSync(join(REPO_ROOT, '.env'))) process.loadEnvFile(join(REPO_ROOT, '.env'));
listenForTheEnd();
process.exit(
  await run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
