import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedDemo } from '@holdfast/db/demo/seed-demo';
import { isHolding, renderBoard, runInvariants } from '@holdfast/db/invariants';
import { createSandbox, type Sandbox, type SandboxOptions } from '@holdfast/sandbox/create-sandbox';
import { choosePort, releasePort } from '@holdfast/starter/stack/ports';
import { runProgram } from '@holdfast/starter/stack/programs-of-ours';
import { createTestDatabase, type TestDatabase } from '@holdfast/testkit/test-database';
import { type Client, createClient } from './client.ts';
import { apiEnvironment, type WorldFacts, workerEnvironment } from './world-environment.ts';
import {
  createChildProgram,
  type Environment,
  type ProcessOptions,
  type WorldProcess,
} from './world-process.ts';
import { openRedis, type RedisKind, type WorldRedis } from './world-redis.ts';

export interface WorldOptions {
  /** The worker drives a real Chromium on the sandbox's WhatsApp; default: messages are paused. */
  readonly browser?: boolean;
  /** Builds the page, so that `webUrl` serves it. */
  readonly web?: boolean;
  readonly redis?: RedisKind;
  /** false: the worker is configured but not started; `worker.restart()` starts it. */
  readonly worker?: boolean;
  readonly workerScript?: string;
  readonly seed?: 'demo';
  readonly sandbox?: SandboxOptions;
  readonly apiEnvironment?: Environment;
  readonly workerEnvironment?: Environment;
}

export interface World {
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly redis: WorldRedis;
  readonly api: WorldProcess;
  readonly worker: WorldProcess;
  /** A second worker with its own port and profile. */
  readonly addWorker: (change?: Environment) => Promise<WorldProcess>;
  readonly client: Client;
  /** A bearer token of a demo account. */
  readonly logIn: (email: string) => Promise<string>;
  /** A folder that is removed with the world. */
  readonly home: string;
  /** Throws with the list of results when an invariant is violated. */
  readonly invariants: () => Promise<void>;
  /** Stops its processes, checks the invariants, removes everything. */
  readonly stop: (options?: { readonly skipInvariants?: boolean }) => Promise<void>;
}

type Undo = (() => Promise<unknown> | unknown)[];

async function undoAll(undo: Undo): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

async function seeded(undo: Undo): Promise<TestDatabase> {
  const database = await createTestDatabase();
  undo.push(database.close);
  const client = await database.pools.owner.connect();
  try {
    await seedDemo(client);
  } finally {
    client.release();
  }
  return database;
}

async function reservedPort(undo: Undo): Promise<number> {
  const port = await choosePort({});
  undo.push(() => releasePort(port));
  return port;
}

/** turbo decides from the sources whether a build is needed. */
function buildPage(home: string): Promise<void> {
  const program = {
    name: 'web-build',
    script: 'node_modules/turbo/bin/turbo',
    args: ['run', 'build', '--filter=@holdfast/web', '--output-logs=errors-only'],
    environment: { TURBO_TELEMETRY_DISABLED: '1' },
    logFolder: home,
  };
  return runProgram(program, new AbortController().signal);
}

function sandboxFor(apiUrl: string, options: WorldOptions): Promise<Sandbox> {
  return createSandbox({
    webhookUrl: `${apiUrl}/webhooks/razorpay`,
    // The provider's retry delays, shortened: an API that is down for a second is reached again soon.
    webhookRetryDelaysMs: Array.from({ length: 400 }, () => 100),
    refundAfterMs: 100,
    ...options.sandbox,
    whatsapp: { autoLink: options.browser === true, autoLinkDelayMs: 200, ...options.sandbox?.whatsapp },
  });
}

async function assertInvariants(database: TestDatabase): Promise<void> {
  const results = await runInvariants(database.pools.worker);
  if (!results.every(isHolding)) throw new Error(`invariants do not hold:\n${renderBoard(results)}`);
}

/** Has its own port and profile. */
async function startAnother(
  settings: ProcessOptions,
  change: Environment,
  home: string,
  undo: Undo,
): Promise<WorldProcess> {
  const port = await reservedPort(undo);
  const profile = { WHATSAPP_PROFILE_DIR: join(home, `whatsapp-profile-${port}`) };
  const environment = { ...settings.environment, ...profile, ...change };
  const another = createChildProgram({ ...settings, port, environment });
  undo.push(another.stop);
  await another.restart();
  return another;
}

async function build(options: WorldOptions, undo: Undo): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-world-'));
  undo.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  if (options.web) await buildPage(home);
  const database = await seeded(undo);
  const redis = await openRedis(options.redis ?? 'shared');
  undo.push(redis.stop);
  const apiPort = await reservedPort(undo);
  const workerPort = await reservedPort(undo);
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const sandbox = await sandboxFor(apiUrl, options);
  undo.push(sandbox.close);
  const facts: WorldFacts = {
    database,
    redis,
    sandboxUrl: sandbox.url,
    apiUrl,
    home,
    browser: options.browser === true,
    web: options.web === true,
  };
  const api = createChildProgram({
    name: 'API',
    script: 'apps/api/src/main.ts',
    port: apiPort,
    environment: { ...apiEnvironment(facts), ...options.apiEnvironment },
    readyPath: '/readyz',
  });
  const workerSettings = {
    name: 'worker',
    script: options.workerScript ?? 'apps/worker/src/main.ts',
    port: workerPort,
    environment: { ...workerEnvironment(facts), ...options.workerEnvironment },
    // Liveness is enough: a worker whose Redis is down still does everything else.
    readyPath: '/healthz',
  };
  const worker = createChildProgram(workerSettings);
  undo.push(api.stop, worker.stop);
  const addWorker = (change: Environment = {}) => startAnother(workerSettings, change, home, undo);
  await Promise.all([api.restart(), options.worker === false ? undefined : worker.restart()]);
  const client = createClient(apiUrl);
  const invariants = () => assertInvariants(database);
  const stop: World['stop'] = async ({ skipInvariants = false } = {}) => {
    const failures: unknown[] = [];
    for (const step of [worker.stop, api.stop, ...(skipInvariants ? [] : [invariants])])
      await step().catch((error: unknown) => failures.push(error));
    failures.push(...(await undoAll(undo)));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, 'the world did not end well');
  };
  const { logIn } = client;
  return {
    apiUrl,
    webUrl: apiUrl,
    sandbox,
    database,
    redis,
    api,
    worker,
    addWorker,
    client,
    logIn,
    home,
    invariants,
    stop,
  };
}

/** A whole running Holdfast for a test: real PostgreSQL and Redis, the sandbox in this process, API and worker as children. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const undo: Undo = [];
  try {
    return await build(options, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}
