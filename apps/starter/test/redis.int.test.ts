import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { isAlive, waitFor } from '../src/stack/alive.ts';
import { freePort } from '../src/stack/ports.ts';
import { answersPing, type RunningRedis, startRedis } from '../src/stack/redis.ts';
import { makeThrowAwayHome, removeThrowAwayHome } from '../src/stack/throw-away.ts';

const password = 'a-password-of-the-test';
const homes: string[] = [];
const servers: RunningRedis[] = [];

async function start(home: string, port: number): Promise<RunningRedis> {
  const server = await startRedis({ home, port, durable: true, password });
  servers.push(server);
  return server;
}

async function newHome(): Promise<string> {
  const home = await makeThrowAwayHome();
  homes.push(home);
  return join(home, 'redis');
}

async function withClient<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const home of homes.splice(0)) await removeThrowAwayHome(home);
});

test('queued jobs survive a restart', async () => {
  const home = await newHome();
  const first = await start(home, await freePort());
  await withClient(first.url, (redis) => redis.set('queued', 'yes'));
  await first.stop();
  const second = await start(home, await freePort());
  expect(await withClient(second.url, (redis) => redis.get('queued'))).toBe('yes');
});

test('data that reached the disk survives kill -9', async () => {
  const home = await newHome();
  const first = await start(home, await freePort());
  await withClient(first.url, async (redis) => {
    await redis.set('queued', 'yes');
    await redis.call('WAITAOF', '1', '0', '5000').catch(() => redis.bgrewriteaof()); // WAITAOF is newer than 7.0
  });
  process.kill(first.pid, 'SIGKILL');
  await waitFor(() => !isAlive(first.pid), 5_000);
  const second = await start(home, await freePort());
  expect(await withClient(second.url, (redis) => redis.get('queued'))).toBe('yes');
});

test('clients without the password are rejected, and full memory rejects writes instead of evicting', async () => {
  const server = await start(await newHome(), await freePort());
  expect(await answersPing(server.port)).toBe(false);
  expect(await answersPing(server.port, password)).toBe(true);
  const policy = await withClient(server.url, (redis) => redis.config('GET', 'maxmemory-policy'));
  expect(policy).toEqual(['maxmemory-policy', 'noeviction']);
});

test('a taken port is an error with a reason, not a hang', async () => {
  const server = await start(await newHome(), await freePort());
  await expect(startRedis({ home: await newHome(), port: server.port, durable: true })).rejects.toThrow(
    `Redis did not start on port ${server.port}`,
  );
});
