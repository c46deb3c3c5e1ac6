import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive, waitFor } from '../src/stack/alive.ts';
import { repositoryRoot, startScript } from '../src/stack/places.ts';
import { freePort } from '../src/stack/ports.ts';
import { type RunningPostgres, startPostgres } from '../src/stack/postgres.ts';
import { type RunningRedis, startRedis } from '../src/stack/redis.ts';
import { makeThrowAwayHome, removeThrowAwayHome } from '../src/stack/throw-away.ts';

/** Several whole starts in one test, on a machine that may be busy. */
const longMs = 400_000;

interface Service {
  name: string;
  pid: number;
}
interface Started {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

let folder: string;
const started: Started[] = [];

/** Shields these starts from a developer's own `.env`: an empty variable overrides it, and counts as unset. */
async function blankSettings(): Promise<Record<string, string>> {
  const example = await readFile(join(repositoryRoot, '.env.example'), 'utf8');
  return Object.fromEntries([...example.matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map((match) => [match[1], '']));
}

async function start(
  home: string,
  settings: Record<string, string>,
  args: readonly string[] = [],
): Promise<Started> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...(await blankSettings()),
    // The browser has its own tests; here it is missing on purpose.
    CHROMIUM_PATH: '/nonexistent/chromium',
    CHROMEDRIVER_PATH: '/nonexistent/chromedriver',
    HOLDFAST_NO_APT: '1',
    HOLDFAST_DIR: join(folder, home),
    ...settings,
  };
  const child = spawn(process.execPath, [startScript, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const entry = { child, output: () => text, ended };
  started.push(entry);
  return entry;
}

async function ready(entry: Started): Promise<string> {
  const over = () => entry.child.exitCode !== null;
  await waitFor(() => over() || entry.output().includes('Ctrl-C stops everything'), 110_000);
  const url = /Holdfast: (http:\/\/localhost:\d+)/.exec(entry.output())?.[1];
  if (!url) throw new Error(`not ready:\n${entry.output()}`);
  return url;
}

async function stop(entry: Started): Promise<number | null> {
  entry.child.kill('SIGINT');
  return entry.ended;
}

async function services(home: string): Promise<Service[]> {
  const record: { services: Service[] } = JSON.parse(
    await readFile(join(folder, home, 'running.json'), 'utf8'),
  );
  return record.services;
}

async function logIn(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'reception@demo.holdfast.test', password: 'demo-holdfast' }),
  });
  await response.body?.cancel();
  return response.status;
}

function resetDemo(home: string): Promise<number | null> {
  const env = { PATH: process.env['PATH'], HOLDFAST_DIR: join(folder, home) };
  const child = spawn(process.execPath, [join(repositoryRoot, 'apps/starter/src/demo-reset.ts')], {
    env,
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

beforeAll(async () => {
  // The path has a space, and only its owner can enter the folder: both must work.
  folder = await mkdtemp(join(tmpdir(), 'holdfast start '));
});

afterAll(async () => {
  for (const entry of started) if (entry.child.exitCode === null) await stop(entry);
  // Also after a failure: as root the data lies outside the folder.
  for (const home of ['one', 'two']) if (existsSync(join(folder, home))) await resetDemo(home);
  await rm(folder, { recursive: true, force: true });
});

test('two copies start side by side, serve page and log-in, stop without leftovers, and restart with their data', {
  timeout: longMs,
}, async () => {
  const [one, two] = [await start('one', {}), await start('two', {})];
  const [urlOne, urlTwo] = await Promise.all([ready(one), ready(two)]);
  expect(urlOne).not.toBe(urlTwo);
  for (const url of [urlOne, urlTwo]) {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('<div id="root">');
    expect(await logIn(url)).toBe(200);
  }
  expect(one.output()).toContain('Messages are paused');
  expect(one.output()).toContain('/nonexistent/chromium does not run');
  const running = [...(await services('one')), ...(await services('two'))];
  expect(running.map(({ name }) => name).sort()).toEqual([
    'api',
    'api',
    'postgres',
    'postgres',
    'redis',
    'redis',
    'sandbox',
    'sandbox',
    'worker',
    'worker',
  ]);

  expect(await Promise.all([stop(one), stop(two)])).toEqual([0, 0]);
  expect(running.filter(({ pid }) => isAlive(pid))).toEqual([]);
  expect(existsSync(join(folder, 'one', 'running.json'))).toBe(false);

  const again = await start('one', {});
  expect(await ready(again)).toBe(urlOne);
  expect(await logIn(urlOne)).toBe(200);
  const refused = await start('one', {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`already runs from this folder: ${urlOne}`);
  await stop(again);
  expect(await Promise.all([resetDemo('one'), resetDemo('two')])).toEqual([0, 0]);
});

test('secrets are created once and readable only by their owner', async () => {
  for (const file of ['secrets.json', 'state.json']) {
    expect((await stat(join(folder, 'one', file))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(join(folder, 'one'))).mode & 0o777).toBe(0o700);
});

test('an invalid value stops the start before anything runs', async () => {
  const entry = await start('three', { PORT: 'http', REDIS_URL: 'localhost' });
  expect(await entry.ended).toBe(1);
  expect(entry.output()).toMatch(/PORT: expected a port number.*\n\s+REDIS_URL: expected redis:/);
  expect(existsSync(join(folder, 'three'))).toBe(false);
});

test('an unknown scenario is answered with the known ones, before anything runs', async () => {
  const entry = await start('five', {}, ['--scenario', 'quiet-night']);
  expect(await entry.ended).toBe(1);
  expect(entry.output()).toMatch(/there is no scenario "quiet-night"\. There are:\n {2}busy-day /);
  expect(existsSync(join(folder, 'five'))).toBe(false);
});

test('with real keys a scenario is rejected, before anything runs', async () => {
  const keys = {
    RAZORPAY_KEY_ID: 'rzp_test_abcdefgh',
    RAZORPAY_KEY_SECRET: 'a-key-secret',
    RAZORPAY_WEBHOOK_SECRET: 'a-webhook-secret',
    RAZORPAY_ACCOUNT_ID: 'acc_abcdefgh',
  };
  const entry = await start('six', keys, ['--scenario', 'busy-day']);
  expect(await entry.ended).toBe(1);
  expect(entry.output()).toContain('a scenario is added to the demo only');
  expect(existsSync(join(folder, 'six'))).toBe(false);
});

test('with a given database, Redis and keys, the same command uses those, without sandbox and demo', {
  timeout: longMs,
}, async () => {
  const home = await makeThrowAwayHome();
  let postgres: RunningPostgres | null = null;
  let redis: RunningRedis | null = null;
  try {
    postgres = await startPostgres({ home: join(home, 'postgres'), port: await freePort(), durable: false });
    redis = await startRedis({ home: join(home, 'redis'), port: await freePort(), durable: false });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const given = {
      DATABASE_SUPERUSER_URL: postgres.superuserUrl,
      DATABASE_URL: `postgres://holdfast_owner:the-owners-password@127.0.0.1:${postgres.port}/given`,
      REDIS_URL: redis.url,
      RAZORPAY_KEY_ID: 'rzp_test_abcdefgh',
      RAZORPAY_KEY_SECRET: 'a-key-secret',
      RAZORPAY_WEBHOOK_SECRET: 'a-webhook-secret',
      RAZORPAY_ACCOUNT_ID: 'acc_abcdefgh',
      RAZORPAY_BASE_URL: nowhere,
      WHATSAPP_URL: nowhere,
    };
    const entry = await start('four', given);
    const url = await ready(entry);
    expect((await services('four')).map(({ name }) => name)).toEqual(['api', 'worker']);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await logIn(url)).toBe(401);
    expect(entry.output()).not.toContain('demo.holdfast.test');
    expect(await stop(entry)).toBe(0);
    expect(isAlive(postgres.pid) && isAlive(redis.pid)).toBe(true);

    // Once the roles exist, the administrator's password is no longer needed.
    const second = await start('four', { ...given, DATABASE_SUPERUSER_URL: '' });
    await ready(second);
    expect(await stop(second)).toBe(0);
  } finally {
    await redis?.stop();
    await postgres?.stop();
    await removeThrowAwayHome(home);
  }
});
