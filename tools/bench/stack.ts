import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { waitFor } from '@holdfast/starter/stack/alive';
import { withInherited } from '@holdfast/starter/stack/app-environments';
import { freePort } from '@holdfast/starter/stack/ports';
import { startPostgres } from '@holdfast/starter/stack/postgres';
import { type RunningRedis, startRedis } from '@holdfast/starter/stack/redis';
import { makeThrowAwayHome, removeThrowAwayHome } from '@holdfast/starter/stack/throw-away';
import pg from 'pg';
import type { SourceTree } from './source-tree.ts';

export const benchKeys = {
  RAZORPAY_KEY_ID: 'rzp_test_bench',
  RAZORPAY_KEY_SECRET: 'bench-key-secret',
  RAZORPAY_WEBHOOK_SECRET: 'bench-webhook-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_Bench000000001',
  RAZORPAY_BASE_URL: 'http://127.0.0.1:9',
  OTP_SECRET: 'bench-one-time-code-secret-0123456789',
  ACCESS_TOKEN_SECRET: 'bench-access-token-secret-0123456789',
  // Real callers have many addresses, so the bench's callers do too.
  TRUSTED_PROXIES: '1',
} as const;

const databaseName = 'holdfast';
const password = 'bench-role-password';

/** One version of the product with its own PostgreSQL, Redis and API. */
export interface BenchStack {
  readonly label: string;
  readonly apiPort: number;
  readonly agent: http.Agent;
  readonly redis: RunningRedis;
  /** Fills the database. */
  readonly superuser: pg.Pool;
  /** Calls functions directly, with the API's role and as many connections as there are callers. */
  readonly api: pg.Pool;
  readonly startWorker: () => Promise<ChildProcess>;
  readonly stop: () => Promise<void>;
}

type Undo = (() => Promise<unknown> | unknown)[];

async function undoAll(undo: Undo): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await gone;
}

function launch(tree: SourceTree, script: string, environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(tree.root, script)], {
    cwd: tree.root,
    env: withInherited(environment, process.env),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function runToEnd(
  tree: SourceTree,
  script: string,
  environment: Record<string, string>,
): Promise<void> {
  const child = launch(tree, script, environment);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== 0) throw new Error(`bench: ${script} of ${tree.label} failed with code ${code}`);
}

/** Polls `path` until it answers. */
async function startApp(
  tree: SourceTree,
  app: 'api' | 'worker',
  path: '/readyz' | '/healthz',
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const child = launch(tree, `apps/${app}/src/main.ts`, {
    LOG_LEVEL: 'error',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...benchKeys,
    ...environment,
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.ok,
      () => false,
    );
  const isUp = await waitFor(async () => child.exitCode !== null || (await answers()), 60_000);
  if (isUp && child.exitCode === null) return { child, port };
  await end(child);
  throw new Error(`bench: the ${app} of ${tree.label} is not ready`);
}

const roleUrl = (port: number, role: string): string =>
  `postgres://holdfast_${role}:${password}@127.0.0.1:${port}/${databaseName}`;

function openPool(connectionString: string, max: number, undo: Undo): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  undo.push(() => pool.end());
  return pool;
}

async function build(tree: SourceTree, clients: number, undo: Undo): Promise<BenchStack> {
  const home = await makeThrowAwayHome();
  undo.push(() => removeThrowAwayHome(home));
  const postgres = await startPostgres({ home: `${home}/postgres`, port: await freePort(), durable: true });
  undo.push(postgres.stop);
  const redis = await startRedis({ home: `${home}/redis`, port: await freePort(), durable: false });
  undo.push(redis.stop);
  await runToEnd(tree, 'packages/db/src/bin/bootstrap-roles.ts', {
    DATABASE_SUPERUSER_URL: postgres.superuserUrl,
    HOLDFAST_DATABASE_NAME: databaseName,
    HOLDFAST_OWNER_PASSWORD: password,
    HOLDFAST_API_PASSWORD: password,
    HOLDFAST_INGEST_PASSWORD: password,
    HOLDFAST_WORKER_PASSWORD: password,
  });
  await runToEnd(tree, 'packages/db/src/bin/migrate.ts', { DATABASE_URL: roleUrl(postgres.port, 'owner') });
  const api = await startApp(tree, 'api', '/readyz', {
    DATABASE_URL_API: roleUrl(postgres.port, 'api'),
    DATABASE_URL_INGEST: roleUrl(postgres.port, 'ingest'),
    REDIS_URL: redis.url,
  });
  undo.push(() => end(api.child));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  undo.push(() => agent.destroy());
  const startWorker = async (): Promise<ChildProcess> => {
    const environment = { DATABASE_URL_WORKER: roleUrl(postgres.port, 'worker'), REDIS_URL: redis.url };
    const { child } = await startApp(tree, 'worker', '/healthz', environment);
    undo.push(() => end(child));
    return child;
  };
  const superuserUrl = new URL(postgres.superuserUrl);
  superuserUrl.pathname = `/${databaseName}`;
  return {
    label: tree.label,
    apiPort: api.port,
    agent,
    redis,
    superuser: openPool(superuserUrl.toString(), 4, undo),
    api: openPool(roleUrl(postgres.port, 'api'), clients, undo),
    startWorker,
    stop: () => undoAll(undo),
  };
}

/** A durable PostgreSQL, a Redis and the tree's API, each as a process. `clients`: highest number of concurrent callers. */
export async function startBenchStack(tree: SourceTree, clients: number): Promise<BenchStack> {
  const undo: Undo = [];
  try {
    return await build(tree, clients, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}
