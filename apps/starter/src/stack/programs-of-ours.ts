import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { answersOk, endProcess, waitFor } from './alive.ts';
import { type Environment, withInherited } from './app-environments.ts';
import { lastLines, openLog, sizeOf } from './log-file.ts';
import { repositoryRoot } from './places.ts';

export interface Program {
  name: string;
  /** Relative to the repository's root. */
  script: string;
  args?: readonly string[];
  nodeArgs?: readonly string[];
  environment: Environment;
  logFolder: string;
}

export interface Launched {
  child: ChildProcess;
  pid: number;
}

const logFileOf = (program: Program): string => join(program.logFolder, `${program.name}.log`);

function describeFailure(program: Program, fromByte: number, what: string): Error {
  const file = logFileOf(program);
  const where = relative(repositoryRoot, file);
  return new Error(`${program.name} ${what}; the end of ${where}:\n${lastLines(file, fromByte)}`);
}

function launch(program: Program): { child: ChildProcess; logStart: number } {
  const log = openLog(logFileOf(program));
  const logStart = sizeOf(logFileOf(program));
  // Its own process group: Ctrl-C in the terminal reaches only the starter, which then stops everything in order.
  const child = spawn(
    process.execPath,
    [...(program.nodeArgs ?? []), join(repositoryRoot, program.script), ...(program.args ?? [])],
    {
      cwd: repositoryRoot,
      env: withInherited(program.environment, process.env),
      stdio: ['ignore', log, log],
      detached: true,
    },
  );
  closeSync(log);
  return { child, logStart };
}

/** Starts a long-running program and waits until it is ready. */
export async function startProgram(
  program: Program,
  readyUrl: string,
  timeoutMs: number,
  interrupt: AbortSignal,
): Promise<Launched> {
  const { child, logStart } = launch(program);
  let failure: string | null = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  const ended = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
  const over = () => ended() || interrupt.aborted;
  const ready = await waitFor(async () => over() || (await answersOk(readyUrl)), timeoutMs, 50);
  if (ended() || child.pid === undefined)
    throw describeFailure(program, logStart, failure ?? 'ended while starting');
  if (!ready || interrupt.aborted) await endProcess(child.pid, 'SIGTERM', 5_000);
  interrupt.throwIfAborted();
  if (!ready) throw describeFailure(program, logStart, `was not ready within ${timeoutMs / 1000} s`);
  return { child, pid: child.pid };
}

/** Runs a program to completion. */
export async function runProgram(program: Program, interrupt: AbortSignal): Promise<void> {
  interrupt.throwIfAborted();
  const { child, logStart } = launch(program);
  const end = () => child.kill('SIGTERM');
  interrupt.addEventListener('abort', end, { once: true });
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  interrupt.removeEventListener('abort', end);
  interrupt.throwIfAborted();
  if (code !== 0) throw describeFailure(program, logStart, 'failed');
}
