import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, waitFor } from '../src/stack/alive.ts';
import { endLeftovers, findRunning, remember } from '../src/stack/running.ts';
import { createSupervisor, type Service, type ServicePid, type Supervisor } from '../src/stack/supervisor.ts';

let said: string[] = [];
let pids: ServicePid[] = [];
let givenUp: string | null = null;
let supervisor: Supervisor;
let folder: string;

/** A program that reports when it is ready; `behaviour` is what it does then. */
async function launch(behaviour: string, mark = '') {
  const script = `${behaviour}; console.log('up'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', script, mark], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.pid === undefined) throw new Error('no process');
  await once(child.stdout, 'data');
  return { child, pid: child.pid };
}

const service = (name: string, behaviour: string, graceMs = 5_000): Service => ({
  name,
  start: () => launch(behaviour),
  stopSignal: 'SIGTERM',
  graceMs,
});

const pidOf = (name: string): number => {
  const pid = pids.find((entry) => entry.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} has no pid`);
  return pid;
};

beforeEach(async () => {
  said = [];
  pids = [];
  givenUp = null;
  folder = await mkdtemp(join(tmpdir(), 'holdfast supervisor '));
  supervisor = createSupervisor({
    say: (text) => said.push(text),
    onPids: async (list) => {
      pids = list;
    },
    onGivingUp: (reason) => {
      givenUp = reason;
    },
  });
});

afterEach(async () => {
  await supervisor.stopAll();
  await rm(folder, { recursive: true, force: true });
});

test('everything is stopped in the reverse order of starting', async () => {
  const book = join(folder, 'ended');
  for (const name of ['database', 'api', 'worker']) {
    const entry = `require('node:fs').appendFileSync(${JSON.stringify(book)}, '${name} ')`;
    await supervisor.start(service(name, `process.on('SIGTERM', () => { ${entry}; process.exit(0); })`));
  }
  await supervisor.stopAll();
  expect(await readFile(book, 'utf8')).toBe('worker api database ');
});

test('a program that ignores SIGTERM is killed after its grace period', async () => {
  await supervisor.start(service('deaf', "process.on('SIGTERM', () => {})", 300));
  const pid = pidOf('deaf');
  await supervisor.stopAll();
  expect(isAlive(pid)).toBe(false);
});

test('a second stop request ends the wait at once', async () => {
  await supervisor.start(service('deaf', "process.on('SIGTERM', () => {})", 600_000));
  const pid = pidOf('deaf');
  const hurry = new AbortController();
  const stopped = supervisor.stopAll(hurry.signal);
  hurry.abort();
  await stopped;
  expect(isAlive(pid)).toBe(false);
});

test('a program that dies is restarted', async () => {
  await supervisor.start(service('api', ''));
  const first = pidOf('api');
  process.kill(first, 'SIGKILL');
  expect(await waitFor(() => pidOf('api') !== first, 10_000)).toBe(true);
  expect(isAlive(pidOf('api'))).toBe(true);
  expect(said.join('\n')).toContain('api ended by itself (SIGKILL)');
});

test('nothing is restarted once stopping has begun', async () => {
  await supervisor.start(service('api', ''));
  const first = pidOf('api');
  process.kill(first, 'SIGKILL');
  await supervisor.stopAll();
  expect(pidOf('api')).toBe(first);
  expect(givenUp).toBeNull();
});

test('processes of a killed starter are found by pid and command line, and stopped', async () => {
  const left = await launch('', 'holdfast-test-mark');
  const services = [{ name: 'api', pid: left.pid, mark: 'holdfast-test-mark' }];
  await remember(folder, { pid: 999_999_999, url: 'http://localhost:3000', services });
  expect(await findRunning(folder, 'start.ts')).toBeNull();
  expect(await endLeftovers(folder)).toEqual(['api']);
  expect(await waitFor(() => !isAlive(left.pid), 5_000)).toBe(true);
});

test('a process that reused the pid is left alone', async () => {
  const otherProcess = await launch('', 'something-else');
  const services = [{ name: 'api', pid: otherProcess.pid, mark: 'holdfast-test-mark' }];
  await remember(folder, { pid: otherProcess.pid, url: 'http://localhost:3000', services });
  expect(await findRunning(folder, 'apps/starter/src/start.ts')).toBeNull();
  expect(await endLeftovers(folder)).toEqual([]);
  expect(isAlive(otherProcess.pid)).toBe(true);
  otherProcess.child.kill('SIGKILL');
});
