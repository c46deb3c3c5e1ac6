import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** pgbench from the PATH, from Debian's tool folder, or unpacked from Debian's package without creating a cluster. */
export async function findPgbench(folder: string): Promise<string> {
  if (spawnSync('pgbench', ['--version']).status === 0) return 'pgbench';
  const installed = '/usr/lib/postgresql';
  if (existsSync(installed)) {
    for (const version of (await readdir(installed)).sort().reverse()) {
      const program = path.join(installed, version, 'bin', 'pgbench');
      if (existsSync(program)) return program;
    }
  }
  await mkdir(folder, { recursive: true });
  await run('apt-get', ['download', 'postgresql-15'], { cwd: folder });
  const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'));
  if (!archive) throw new Error('pgbench is missing. Install it: apt-get install -y postgresql-15');
  await run('dpkg', ['-x', archive, folder], { cwd: folder });
  return path.join(folder, 'usr/lib/postgresql/15/bin/pgbench');
}

/** Transactions per second of one script, prepared, over TCP, with as many threads as the machine has cores. */
export async function pgbench(
  program: string,
  url: string,
  options: {
    readonly folder: string;
    readonly name: string;
    readonly script: string;
    readonly clients: number;
    readonly transactions: number;
  },
): Promise<number> {
  const file = path.join(options.folder, `${options.name}.sql`);
  await writeFile(file, options.script);
  const perClient = Math.max(1, Math.floor(options.transactions / options.clients));
  const { stdout } = await run(program, [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(options.clients),
    '-j',
    String(Math.min(2, options.clients)),
    '-t',
    String(perClient),
    '-f',
    file,
    '-d',
    url,
  ]);
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (tps === undefined) throw new Error(`pgbench said no tps:\n${stdout}`);
  return Number(tps);
}
