import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { commandLineOf, endProcess, isAlive, waitFor } from './alive.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { postgresUser } from './postgres-user.ts';

export interface PostgresOptions {
  /** Contains `data/` and the superuser's password; as root, the postgres user must be able to enter it. */
  home: string;
  port: number;
  /** false: no fsync. Only for disposable data. */
  durable: boolean;
  /** Keeps running after the process that started it. */
  detached?: boolean;
}

export interface RunningPostgres {
  superuserUrl: string;
  port: number;
  pid: number;
  dataDir: string;
  child: ChildProcess;
  stop: () => Promise<void>;
}

const durableSettings = { max_connections: '120', shared_buffers: '256MB' };
const throwAwaySettings = {
  max_connections: '400',
  shared_buffers: '128MB',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_wal_size: '2GB',
};

const childEnv = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

async function superuserPassword(home: string): Promise<string> {
  const file = join(home, 'superuser-password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function initialise(home: string, bin: string): Promise<void> {
  const user = postgresUser();
  const dataDir = join(home, 'data');
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await superuserPassword(home);
  const passwordFile = join(home, 'superuser-password');
  if (user) {
    await chown(dataDir, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const result = spawnSync(
    join(bin, 'initdb'),
    [
      `--pgdata=${dataDir}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      '--no-sync',
    ],
    { ...(user ?? {}), cwd: home, env: childEnv, encoding: 'utf8' },
  );
  if (result.status !== 0) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`initdb failed: ${result.error?.message ?? result.stderr.trim()}`);
  }
}

/**
 * A crash or `kill -9` leaves a pid file. A server that still runs on this data is shut down; a file whose pid belongs to
 * another program by now (or that was copied along with the folder) is removed.
 */
export async function clearStaleServer(dataDir: string): Promise<'none' | 'removed' | 'stopped'> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return 'none';
  const lines = (await readFile(file, 'utf8')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const ours = Number.isInteger(pid) && pid > 1 && isAlive(pid) && commandLineOf(pid).includes(dataDir);
  if (ours) {
    await endProcess(pid, 'SIGINT', 20_000);
    await rm(file, { force: true });
    return 'stopped';
  }
  await rm(file, { force: true });
  return 'removed';
}

function serverArguments(options: PostgresOptions, dataDir: string): string[] {
  const settings: Record<string, string> = {
    ...(options.durable ? durableSettings : throwAwaySettings),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataDir, '-p', String(options.port), ...flags];
}

export async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function launch(options: PostgresOptions, bin: string, dataDir: string): ChildProcess {
  const log = openSync(join(options.home, 'postgres.log'), 'a', 0o600);
  // Its own process group: Ctrl-C in the terminal reaches only the starter, which then stops everything in order.
  const child = spawn(join(bin, 'postgres'), serverArguments(options, dataDir), {
    ...(postgresUser() ?? {}),
    cwd: options.home,
    env: childEnv,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  if (options.detached) child.unref();
  return child;
}

async function lastLogLines(home: string): Promise<string> {
  const text = await readFile(join(home, 'postgres.log'), 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-6).join('\n');
}

export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  await mkdir(options.home, { recursive: true });
  if (postgresUser()) await chmod(options.home, 0o711);
  const { bin } = await postgresBinaries();
  const dataDir = join(options.home, 'data');
  await initialise(options.home, bin);
  await clearStaleServer(dataDir);
  const password = await superuserPassword(options.home);
  const superuserUrl = `postgres://postgres:${password}@127.0.0.1:${options.port}/postgres`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const child = launch(options, bin, dataDir);
    let failure: string | null = null;
    child.once('error', (error) => {
      failure = error.message;
    });
    const ended = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
    const up = await waitFor(
      async () => ended() || (await canConnect(superuserUrl)),
      deadline - Date.now(),
      50,
    );
    if (up && !ended() && child.pid !== undefined) {
      const { pid } = child;
      const stop = () => endProcess(pid, 'SIGINT', 20_000);
      return { superuserUrl, port: options.port, pid, dataDir, child, stop };
    }
    const log = failure ?? (await lastLogLines(options.home));
    if (child.pid !== undefined) await endProcess(child.pid, 'SIGQUIT', 2_000);
    // Backends briefly outlive a killed server; the new one does not start until they are gone.
    if (!log.includes('shared memory block') || Date.now() > deadline - 40_000) {
      throw new Error(`PostgreSQL did not start on port ${options.port}:\n${log}`);
    }
  }
}
