// `npm test`: types, lint, tidy, unit, web, integration and browser tests, on a database and a Redis of its own.
// `npm test -- packages/db` runs only the tests below that path; `--only=unit|int|browser` only that kind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { startTestStack, type TestStack } from './test/test-stack.ts';
import { type Count, readCount } from './test/vitest-count.ts';

interface Result {
  name: string;
  count: Count;
  seconds: number;
}

const bin = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--only='));
const results: Result[] = [];
let running: ChildProcess | null = null;
let stack: TestStack | null = null;
let interrupted = false;

function say(text: string): void {
  process.stdout.write(`\n── ${text}\n`);
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  if (interrupted) return Promise.resolve(130);
  return new Promise((resolve) => {
    const childEnv = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env };
    // Its own process group, so that an interrupt stops the runner together with its workers.
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      env: childEnv,
      stdio: 'inherit',
      detached: true,
    });
    running = child;
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function step(name: string, work: () => Promise<Count>): Promise<void> {
  say(name);
  const startedAt = performance.now();
  const count = await work();
  results.push({ name, count, seconds: (performance.now() - startedAt) / 1000 });
}

/** A check counts as one result, however many files it reads. */
async function check(command: string, args: readonly string[]): Promise<Count> {
  const failed = (await run(command, args)) === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0 };
}

async function vitest(reportFolder: string, name: string, args: readonly string[]): Promise<Count> {
  const reportFile = join(reportFolder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await run(bin('vitest'), ['run', ...args, ...reporters], stack?.env ?? {});
  return readCount(reportFile, code);
}

async function checks(): Promise<void> {
  await step('types', () =>
    check(bin('turbo'), ['run', 'typecheck', 'typecheck:root', '--continue', '--output-logs=errors-only']),
  );
  await step('lint', () => check(process.execPath, [join(repositoryRoot, 'tools/lint.ts')]));
}

async function tests(reportFolder: string): Promise<void> {
  const kinds =
    only === undefined ? ['unit', 'web', 'int', 'browser'] : only === 'unit' ? ['unit', 'web'] : [only];
  if (filters.length > 0) {
    const projects = only === undefined ? [] : kinds.map((kind) => `--project=${kind}`);
    await step(`tests ${filters.join(' ')}`, () =>
      vitest(reportFolder, 'filtered', [...projects, ...filters]),
    );
    return;
  }
  for (const kind of kinds) {
    await step(`${kind} tests`, () => vitest(reportFolder, kind, [`--project=${kind}`]));
  }
}

function printSummary(): number {
  process.stdout.write('\n');
  for (const { name, count, seconds } of results) {
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(
      `${name.padEnd(16)} ${String(count.passed).padStart(5)} passed ${String(count.failed).padStart(4)} failed` +
        ` ${seconds.toFixed(1).padStart(7)} s${skipped}\n`,
    );
  }
  const failed = results.reduce((sum, { count }) => sum + count.failed, 0) + (interrupted ? 1 : 0);
  const passed = results.reduce((sum, { count }) => sum + count.passed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function interrupt(): void {
  interrupted = true;
  if (running?.pid === undefined || running.exitCode !== null) return;
  try {
    process.kill(-running.pid, 'SIGTERM');
  } catch {
    // It has already exited.
  }
}

async function main(): Promise<number> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  process.once('disconnect', interrupt);
  const reportFolder = await mkdtemp(join(tmpdir(), 'holdfast-report-'));
  try {
    if (filters.length === 0 && only === undefined) await checks();
    if (only !== 'unit') {
      say('database, Redis, browser');
      stack = await startTestStack((text) => process.stdout.write(`${text}\n`));
    }
    await tests(reportFolder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    results.push({ name: 'preparation', count: { passed: 0, failed: 1, skipped: 0 }, seconds: 0 });
  } finally {
    await stack?.stop();
    await rm(reportFolder, { recursive: true, force: true });
  }
  return printSummary();
}

process.exit(await main());
