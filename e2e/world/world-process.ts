import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { answersOk, waitFor } from '@holdfast/starter/stack/alive';
import { withInherited } from '@holdfast/starter/stack/app-environments';
import { repositoryRoot } from '@holdfast/starter/stack/places';

export type Environment = Readonly<Record<string, string>>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `alive`: it answers, even if it is not ready yet. */
export type Until = 'ready' | 'alive' | 'spawned';

export interface WorldProcess {
  readonly url: string;
  readonly pid: () => number;
  /** The output of this process and its predecessors. */
  readonly output: () => string;
  /** Stops the running process and starts a new one; `change` applies to that one only. */
  readonly restart: (change?: Environment, until?: Until) => Promise<void>;
  /** kill -9, then waits for its exit. */
  readonly kill: () => Promise<Exit>;
  /** Stops it gracefully, then waits for its exit. */
  readonly stop: () => Promise<Exit>;
  /** Resolves when the current process exits. */
  readonly exited: () => Promise<Exit>;
  readonly isRunning: () => boolean;
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface ProcessOptions {
  readonly name: string;
  /** Relative to the repository's root. */
  readonly script: string;
  readonly port: number;
  readonly environment: Environment;
  readonly readyPath: string;
}

const readyWithinMs = 60_000;
const stopsWithinMs = 60_000;

function whenExited(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
}

/** The operating system's side of a program: started, signalled, its output kept over restarts. */
function createChild({ name, script, port, environment }: ProcessOptions) {
  let child: ChildProcess | null = null;
  let exit: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  let output = '';
  const isRunning = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;
  return {
    isRunning,
    output: (): string => output,
    exited: (): Promise<Exit> => exit,
    pid: (): number => {
      if (child?.pid === undefined) throw new Error(`${name} was never started`);
      return child.pid;
    },
    signal: (signal: NodeJS.Signals): void => {
      if (isRunning()) child?.kill(signal);
    },
    spawn: (change: Environment): void => {
      const spawned = spawn(process.execPath, [join(repositoryRoot, script)], {
        cwd: repositoryRoot,
        env: withInherited({ ...environment, PORT: String(port), ...change }, process.env),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [spawned.stdout, spawned.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          output += bytes.toString('utf8');
        });
      }
      child = spawned;
      exit = whenExited(spawned);
    },
  };
}

/** One program of Holdfast as a child process that a test may break and restart on the same port. */
export function createChildProgram(options: ProcessOptions): WorldProcess {
  const { name, readyPath } = options;
  const url = `http://127.0.0.1:${options.port}`;
  const { spawn: start, signal, isRunning, exited, output, pid } = createChild(options);

  function kill(): Promise<Exit> {
    signal('SIGKILL');
    return exited();
  }

  async function stop(): Promise<Exit> {
    signal('SIGCONT');
    signal('SIGTERM');
    if (!(await waitFor(() => !isRunning(), stopsWithinMs))) signal('SIGKILL');
    return exited();
  }

  async function restart(change: Environment = {}, until: Until = 'ready'): Promise<void> {
    if (isRunning()) await stop();
    start(change);
    if (until === 'spawned') return;
    const path = until === 'alive' ? '/healthz' : readyPath;
    const isSettled = async () => !isRunning() || (await answersOk(url + path));
    const isReady = (await waitFor(isSettled, readyWithinMs)) && isRunning();
    if (isReady) return;
    await kill();
    throw new Error(`the ${name} did not become ready; it wrote:\n${output().slice(-4_000)}`);
  }

  return {
    url,
    pid,
    output,
    exited,
    isRunning,
    restart,
    kill,
    stop,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}
