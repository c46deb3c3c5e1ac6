import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { holdfastFolder } from './places.ts';
import { isRoot } from './postgres-user.ts';
import { findProgram } from './programs.ts';

function run(command: string, args: readonly string[], logFile: string): Promise<boolean> {
  const log = openSync(logFile, 'a');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise<boolean>((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', log, log] });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  }).finally(() => closeSync(log));
}

const homebrewNames: Record<string, string> = { 'redis-server': 'redis', 'chromium-driver': 'chromedriver' };

/** The command for the user to paste. */
export function installLine(packages: readonly string[]): string {
  if (process.platform === 'darwin') {
    return `brew install ${packages.map((name) => homebrewNames[name] ?? name).join(' ')}`;
  }
  return `${isRoot() ? '' : 'sudo '}apt-get install -y ${packages.join(' ')}`;
}

/** Only where no password and no prompt is needed; otherwise the command is printed. */
export function aptIsPossible(): boolean {
  return isRoot() && process.env['HOLDFAST_NO_APT'] !== '1' && findProgram(['apt-get']) !== null;
}

/** The package lists may be missing (container images) or refer to files that no longer exist. */
export async function aptInstall(packages: readonly string[]): Promise<boolean> {
  await mkdir(join(holdfastFolder, 'logs'), { recursive: true });
  const logFile = join(holdfastFolder, 'logs', 'apt.log');
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
  const install = () =>
    run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...packages], logFile);
  if (await install()) return true;
  await run('apt-get', [...options, 'update'], logFile);
  return install();
}
