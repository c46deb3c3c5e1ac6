import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { pause } from '../waiting.ts';

export interface ProcessRow {
  pid: number;
  command: string;
}

export function listProcesses(): ProcessRow[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/**
 * Those whose command line holds this exact argument. Helper processes rewrite their command line with
 * spaces, so it is searched in the joined line and must end there or at a space.
 */
export function withArgument(argument: string, rows: ProcessRow[] = listProcesses()): ProcessRow[] {
  return rows.filter(({ command }) => `${command} `.includes(` ${argument} `));
}

/** When a process began, in whatever unit the system uses: tells a process from a later one with its id. */
export function startMark(pid: number): string | null {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)])
        .toString()
        .trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** False when there was nobody to signal. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Zombies count as gone: they hold nothing, and their parent may be slow to collect them. */
export async function untilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (startMark(pid) !== null) {
    if (Date.now() >= deadline) return false;
    await pause(25);
  }
  return true;
}

function fromProc(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd();
      if (command !== '') rows.push({ pid: Number(name), command });
    } catch {
      // It ended between the listing and the reading: not there, which is what the caller asks.
    }
  }
  return rows;
}

function fromPs(): ProcessRow[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command] = line.match(/^\s*(\d+)\s+(.*)$/) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
  });
}
