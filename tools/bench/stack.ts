import { type ChildProcess, spawn } from 'node:child_process';
import { createTestDatabase, type TestDatabase } from '@holdfast/db/testing/test-database';
import { waitFor } from '@holdfast/starter/stack/alive';
import { REPO_ROOT } from '@holdfast/starter/stack/places';
import { freePort } from '@holdfast/starter/stack/ports';
import { startPostgres } from '@holdfast/starter/stack/postgres';
import { type RunningRedis, startRedis } from '@holdfast/starter/stack/redis';
import { makeThrowAwayHome, removeThrowAwayHome } from '@holdfast/starter/stack/throw-away';

export const benchKeys = {
  RAZORPAY_KEY_ID: 'rzp_test_bench',
  RAZORPAY_KEY_SECRET: 'bench-key-secret',
  RAZORPAY_WEBHOOK_SECRET: 'bench-webhook-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_Bench000000001',
  RAZORPAY_BASE_URL: 'http://127.0.0.1:9',
  OTP_SECRET: 'bench-one-time-code-secret-0123456789',
  ACCESS_TOKEN_SECRET: 'bench-access-token-secret-0123456789',
} as const;

export interface BenchStack {
  readonly home: string;
  readonly database: TestDatabase;
  readonly redis: RunningRedis;
  readonly apiPort: number;
  readonly worker: ChildProcess;
  readonly stop: () => Promise<void>;
}

async function startApp(
  app: 'api' | 'worker',
  env: Record<string, string>,
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const child = spawn(process.execPath, [`apps/${app}/src/main.ts`], {
    cwd: REPO_ROOT,
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', PORT: String(port), ...benchKeys, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
  if (!(await waitFor(answers, 30_000))) throw new Error(`the ${app} does not answer`);
  return { child, port };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await gone;
}

/** A durable PostgreSQL, a Redis, one API and one worker, each a process of its own. */
export async function startBenchStack(): Promise<BenchStack> {
  const home = await makeThrowAwayHome();
  const postgres = await startPostgres({ home: `${home}/postgres`, port: await freePort(), durable: true });
  process.env.HOLDFAST_TEST_SUPERUSER_URL = postgres.superuserUrl;
  const redis = await startRedis({ home: `${home}/redis`, port: await freePort(), durable: false });
  const database = await createTestDatabase();
  const api = await startApp('api', {
    PUBLIC_URL: 'http://127.0.0.1:1',
    DATABASE_URL_API: database.urls.api,
    DATABASE_URL_INGEST: database.urls.ingest,
    REDIS_URL: redis.url,
  });
  const worker = await startApp('worker', {
    DATABASE_URL_WORKER: database.urls.worker,
    REDIS_URL: redis.url,
  });
  const stop = async () => {
    await end(api.child);
    await end(worker.child);
    await database.close();
    await redis.stop();
    await postgres.stop();
    await removeThrowAwayHome(home);
  };
  return { home, database, redis, apiPort: api.port, worker: worker.child, stop };
}
