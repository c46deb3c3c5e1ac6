// A throw-away PostgreSQL and Redis that stay up, for running vitest directly:  eval "$(node apps/starter/src/dev-stack.ts)"
// `node apps/starter/src/dev-stack.ts stop` stops them.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, endProcess } from './stack/alive.ts';
import { holdfastFolder, repositoryRoot, rootDataDir, shortHash } from './stack/places.ts';
import { freePort } from './stack/ports.ts';
import { canConnect, startPostgres } from './stack/postgres.ts';
import { isRoot } from './stack/postgres-user.ts';
import { answersPing, redisProgram, startRedis } from './stack/redis.ts';

interface DevStack {
  postgresUrl: string;
  postgresPid: number;
  redisUrl: string | null;
  redisPid: number | null;
}

const stateFile = join(holdfastFolder, 'dev-stack.json');
const home = isRoot()
  ? join(rootDataDir, `dev-${shortHash(repositoryRoot)}`)
  : join(holdfastFolder, 'dev-stack');

async function remembered(): Promise<DevStack | null> {
  if (!existsSync(stateFile)) return null;
  const stack: DevStack = JSON.parse(await readFile(stateFile, 'utf8'));
  return stack;
}

async function isUp(stack: DevStack): Promise<boolean> {
  if (!(await canConnect(stack.postgresUrl))) return false;
  if (stack.redisUrl === null) return redisProgram() === null;
  return answersPing(Number(new URL(stack.redisUrl).port));
}

async function stop(): Promise<void> {
  const stack = await remembered();
  for (const pid of [stack?.redisPid, stack?.postgresPid]) {
    if (pid && /redis-server|valkey-server|postgres/.test(commandLineOf(pid)))
      await endProcess(pid, 'SIGINT', 10_000);
  }
  await rm(home, { recursive: true, force: true });
  await rm(stateFile, { force: true });
}

async function start(): Promise<DevStack> {
  await stop();
  const postgres = await startPostgres({
    home: join(home, 'postgres'),
    port: await freePort(),
    durable: false,
    detached: true,
  });
  const redis = redisProgram()
    ? await startRedis({ home: join(home, 'redis'), port: await freePort(), durable: false, detached: true })
    : null;
  const stack: DevStack = {
    postgresUrl: postgres.superuserUrl,
    postgresPid: postgres.pid,
    redisUrl: redis?.url ?? null,
    redisPid: redis?.pid ?? null,
  };
  await mkdir(holdfastFolder, { recursive: true });
  await writeFile(stateFile, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  return stack;
}

if (process.argv[2] === 'stop') {
  await stop();
} else {
  const known = await remembered();
  const stack = known && (await isUp(known)) ? known : await start();
  process.stdout.write(`export HOLDFAST_TEST_SUPERUSER_URL=${stack.postgresUrl}\n`);
  if (stack.redisUrl) process.stdout.write(`export HOLDFAST_TEST_REDIS_URL=${stack.redisUrl}\n`);
}
process.exit(0);
