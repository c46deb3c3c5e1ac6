import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { answersOk, waitFor } from '@holdfast/starter/stack/alive';
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

/** One program of Holdfast as a child process that a test may break and restart on the same port. */
export class ChildProgram implements WorldProcess {
  readonly url: string;
  readonly #options: ProcessOptions;
  #child: ChildProcess | null = null;
  #exit: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  #output = '';

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  pid = (): number => {
    if (this.#child?.pid === undefined) throw new Error(`${this.#options.name} was never started`);
    return this.#child.pid;
  };

  output = (): string => this.#output;
  exited = (): Promise<Exit> => this.#exit;
  isRunning = (): boolean =>
    this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;

  restart = async (change: Environment = {}, until: Until = 'ready'): Promise<void> => {
    if (this.isRunning()) await this.stop();
    this.#spawn(change);
    if (until === 'spawned') return;
    const { name, readyPath } = this.#options;
    const path = until === 'alive' ? '/healthz' : readyPath;
    const isSettled = async () => !this.isRunning() || (await answersOk(this.url + path));
    const isReady = (await waitFor(isSettled, readyWithinMs)) && this.isRunning();
    if (isReady) return;
    await this.kill();
    throw new Error(`the ${name} did not become ready; it wrote:\n${this.#output.slice(-4_000)}`);
  };

  kill = (): Promise<Exit> => {
    this.#signal('SIGKILL');
    return this.#exit;
  };

  stop = async (): Promise<Exit> => {
    this.#signal('SIGCONT');
    this.#signal('SIGTERM');
    if (!(await waitFor(() => !this.isRunning(), stopsWithinMs))) this.#signal('SIGKILL');
    return this.#exit;
  };

  freeze = (): void => this.#signal('SIGSTOP');
  thaw = (): void => this.#signal('SIGCONT');

  #signal(signal: NodeJS.Signals): void {
    if (this.isRunning()) this.#child?.kill(signal);
  }

  #spawn(change: Environment): void {
    const { script, port, environment } = this.#options;
    const child = spawn(process.execPath, [join(repositoryRoot, script)], {
      cwd: repositoryRoot,
      env: { PATH: process.env.PATH ?? '', ...environment, PORT: String(port), ...change },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        this.#output += bytes.toString('utf8');
      });
    }
    this.#child = child;
    this.#exit = whenExited(child);
  }
}
