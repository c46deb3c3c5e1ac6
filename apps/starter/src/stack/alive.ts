import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Under an init that does not reap (a container's first process), a dead orphan still accepts signal 0. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** Command line of a process; empty when it is gone. Pids are reused, so a pid alone proves nothing. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return commandLineByPs(pid);
  }
}

function commandLineByPs(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  stepMs = 25,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= deadline) return false;
    await delay(stepMs);
  }
}

/** Whether an HTTP server answers with a success status. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGKILL';

export function signal(pid: number, name: Signal): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the check and the signal.
  }
}

/** SIGTERM first, SIGKILL after the grace period; `hurry` ends the wait. */
export async function endProcess(
  pid: number,
  polite: Signal,
  graceMs: number,
  hurry?: AbortSignal,
): Promise<void> {
  if (!isAlive(pid)) return;
  signal(pid, polite);
  await waitFor(() => !isAlive(pid) || hurry?.aborted === true, graceMs);
  if (!isAlive(pid)) return;
  signal(pid, 'SIGKILL');
  await waitFor(() => !isAlive(pid), 5_000);
}
