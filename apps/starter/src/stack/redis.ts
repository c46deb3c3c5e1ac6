import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { endProcess, waitFor } from './alive.ts';
import { findProgram } from './programs.ts';

export interface RedisOptions {
  home: string;
  port: number;
  /** true: append-only file, so that a restart keeps queued jobs. */
  durable: boolean;
  password?: string;
  detached?: boolean;
}

export interface RunningRedis {
  url: string;
  port: number;
  pid: number;
  child: ChildProcess;
  stop: () => Promise<void>;
}

export const redisProgram = (): string | null => findProgram(['redis-server', 'valkey-server']);

function configuration(options: RedisOptions): string {
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    `dir ${JSON.stringify(options.home)}`,
    'daemonize no',
    // A full queue must reject new jobs rather than evict old ones.
    'maxmemory-policy noeviction',
    'save ""',
    options.durable ? 'appendonly yes\nappendfsync everysec' : 'appendonly no',
    options.password ? `requirepass ${options.password}` : '',
    '',
  ].join('\n');
}

/** A PING over a plain socket: the starter needs no client library for it. */
export function answersPing(port: number, password?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    let text = '';
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('connect', () => socket.write(`${password ? `AUTH ${password}\r\n` : ''}PING\r\n`));
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (text.includes('+PONG')) finish(true);
      else if (text.includes('-')) finish(false);
    });
  });
}

function launch(program: string, options: RedisOptions, configFile: string): ChildProcess {
  const log = openSync(join(options.home, 'redis.log'), 'a', 0o600);
  const child = spawn(program, [configFile], {
    cwd: options.home,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  if (options.detached) child.unref();
  return child;
}

export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const program = redisProgram();
  if (!program) throw new Error('redis-server is not installed');
  await mkdir(options.home, { recursive: true });
  const configFile = join(options.home, 'redis.conf');
  await writeFile(configFile, configuration(options), { mode: 0o600 });
  const child = launch(program, options, configFile);
  let failure: string | null = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  const ended = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
  const up = await waitFor(
    async () => ended() || (await answersPing(options.port, options.password)),
    20_000,
  );
  if (!up || ended() || child.pid === undefined) {
    if (child.pid !== undefined) await endProcess(child.pid, 'SIGTERM', 2_000);
    const log = await readFile(join(options.home, 'redis.log'), 'utf8').catch(() => '');
    throw new Error(
      `Redis did not start on port ${options.port}: ${failure ?? log.trim().split('\n').slice(-3).join(' ')}`,
    );
  }
  const { pid } = child;
  const credentials = options.password ? `:${options.password}@` : '';
  return {
    url: `redis://${credentials}127.0.0.1:${options.port}`,
    port: options.port,
    pid,
    child,
    stop: () => endProcess(pid, 'SIGTERM', 10_000),
  };
}
