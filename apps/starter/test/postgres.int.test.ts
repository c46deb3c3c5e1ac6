import { copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { isAlive, waitFor } from '../src/stack/alive.ts';
import { freePort } from '../src/stack/ports.ts';
import { clearStaleServer, type RunningPostgres, startPostgres } from '../src/stack/postgres.ts';
import { makeThrowAwayHome, removeThrowAwayHome, sweepAbandonedHomes } from '../src/stack/throw-away.ts';

const homes: string[] = [];
const servers: RunningPostgres[] = [];

async function newHome(): Promise<string> {
  const home = await makeThrowAwayHome();
  homes.push(home);
  return join(home, 'postgres');
}

async function start(home: string, durable = false): Promise<RunningPostgres> {
  const server = await startPostgres({ home, port: await freePort(), durable });
  servers.push(server);
  return server;
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows.map((row) => Object.values(row)[0] as T);
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const home of homes.splice(0)) await removeThrowAwayHome(home);
});

test('two servers at once have separate data, passwords and ports', async () => {
  const [one, two] = await Promise.all([start(await newHome()), start(await newHome())]);
  await ask(one.superuserUrl, 'create table only_here ()');
  expect(await ask(two.superuserUrl, "select to_regclass('only_here')")).toEqual([null]);
  expect(one.port).not.toBe(two.port);
  const crossed = new URL(two.superuserUrl);
  crossed.password = new URL(one.superuserUrl).password;
  await expect(ask(crossed.toString(), 'select 1')).rejects.toThrow('password authentication failed');
});

test('data and password survive a graceful stop, on another port', async () => {
  const home = await newHome();
  const first = await start(home);
  await ask(first.superuserUrl, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await start(home);
  expect(await ask(second.superuserUrl, 'select answer from kept')).toEqual([42]);
});

test('the pid file of a server killed with -9 does not prevent the next start', async () => {
  const home = await newHome();
  const first = await start(home, true);
  await ask(first.superuserUrl, 'create table kept as select 42 as answer');
  process.kill(first.pid, 'SIGKILL');
  await waitFor(() => !isAlive(first.pid), 5_000);
  const second = await start(home);
  expect(second.pid).not.toBe(first.pid);
  expect(await ask(second.superuserUrl, 'select answer from kept')).toEqual([42]);
});

test('a server that outlived its starter is shut down, and the new one serves its data', async () => {
  const home = await newHome();
  const first = await start(home);
  await ask(first.superuserUrl, 'create table kept as select 42 as answer');
  const second = await start(home);
  expect(isAlive(first.pid)).toBe(false);
  expect(await ask(second.superuserUrl, 'select answer from kept')).toEqual([42]);
});

test('a pid file copied from a running clone, or whose pid was reused, stops no other program', async () => {
  const running = await start(await newHome());
  const other = await newHome();
  const server = await start(other);
  await server.stop();
  const pidFile = join(other, 'data', 'postmaster.pid');
  await copyFile(join(running.dataDir, 'postmaster.pid'), pidFile);
  expect(await clearStaleServer(join(other, 'data'))).toBe('removed');
  await writeFile(pidFile, `${process.pid}\n${join(other, 'data')}\n`);
  expect(await clearStaleServer(join(other, 'data'))).toBe('removed');
  expect(isAlive(running.pid)).toBe(true);
  expect(await ask(running.superuserUrl, 'select 1')).toEqual([1]);
});

test('a failed start reports the reason and leaves no process', async () => {
  const home = await newHome();
  const server = await start(home);
  await server.stop();
  const configFile = join(home, 'data', 'postgresql.conf');
  await writeFile(configFile, `${await readFile(configFile, 'utf8')}\nno_such_setting = 1\n`);
  await expect(start(home)).rejects.toThrow('no_such_setting');
});

test('folders of dead test runs are removed, those of live runs are kept', async () => {
  const mine = await newHome();
  const abandoned = mine.replace(/holdfast-test-\d+-(.*)\/postgres$/, 'holdfast-test-999999999-$1');
  await cp(join(mine, '..'), abandoned, { recursive: true });
  await sweepAbandonedHomes();
  await expect(readFile(abandoned)).rejects.toThrow('ENOENT');
  await expect(readFile(join(mine, '..'))).rejects.toThrow('EISDIR');
  await rm(abandoned, { recursive: true, force: true });
});
