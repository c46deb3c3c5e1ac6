// Entry point of `npm start`, `npm test` and the other commands. It runs on any installed Node (18 or newer) with no
// packages installed yet: it installs them, then hands over to Node 24 from node_modules.
// Plain JavaScript, no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const modules = join(root, 'node_modules');
const holdfast = join(root, '.holdfast');
const binFolder = join(modules, '.bin');
const node24 = join(binFolder, 'node');
const installedFile = join(holdfast, 'installed');
const installingFile = join(holdfast, 'installing');

/** Command → the program that runs it. */
const programs = {
  start: ['apps/starter/src/start.ts'],
  dev: ['apps/starter/src/start.ts', '--dev'],
  verify: ['tools/verify.ts'],
  psql: ['apps/starter/src/with-stack.ts', 'apps/starter/src/psql.ts'],
  test: ['tools/test.ts'],
  'test:unit': ['tools/test.ts', '--only=unit'],
  'test:int': ['tools/test.ts', '--only=int'],
  'test:browser': ['tools/test.ts', '--only=browser'],
  'dev-stack': ['apps/starter/src/dev-stack.ts'],
  'demo:reset': ['apps/starter/src/demo-reset.ts'],
  generate: ['tools/generate.ts'],
  migrate: ['apps/starter/src/with-stack.ts', 'packages/db/src/bin/migrate.ts'],
  seed: ['apps/starter/src/with-stack.ts', 'packages/testkit/src/bin/seed.ts'],
  invariants: ['apps/starter/src/with-stack.ts', 'packages/db/src/bin/invariants.ts'],
  torture: ['tools/torture.ts'],
  bench: ['tools/bench.ts'],
  screens: ['tools/screens.ts'],
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function lockHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

function works(node) {
  if (!existsSync(node)) return false;
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && Number.parseInt(stdout.slice(1), 10) >= 24;
}

function isInstalled(hash) {
  if (existsSync(installingFile) || !existsSync(installedFile) || !existsSync(node24)) return false;
  return readFileSync(installedFile, 'utf8').trim() === hash;
}

/** npm creates folders before it fills them: a package counts once its manifest exists. */
function countPackages() {
  const inside = (folder) =>
    existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
  const names = inside(modules).flatMap((name) =>
    name.startsWith('@') ? inside(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
  return names.filter((name) => existsSync(join(modules, name, 'package.json'))).length;
}

/** npm prints nothing when its output is not a terminal: the count of installed packages shows progress. */
function showProgress(startedAt, expected) {
  const everyMs = process.stdout.isTTY ? 500 : 5_000;
  return setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const line = `installing packages: ${countPackages()} of about ${expected} in place, ${seconds} s`;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  }, everyMs);
}

/** The lock lists programs for every operating system; only those for this one are fetched. */
function expectedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const fits = (allowed, actual) => !allowed || allowed.includes(actual);
  return Object.entries(packages).filter(
    ([path, { os, cpu, libc }]) =>
      path.lastIndexOf('node_modules/') === 0 &&
      fits(os, process.platform) &&
      fits(cpu, process.arch) &&
      fits(libc, 'glibc'),
  ).length;
}

function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script) && existsSync(script)) return [process.execPath, script];
  return ['npm'];
}

function runNpm(args, logFile) {
  const [command, ...before] = npmCommand();
  const log = openSync(logFile, 'w');
  const child = spawn(command, [...before, ...args], { cwd: root, stdio: ['ignore', log, log] });
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(() => closeSync(log));
}

async function install(hash) {
  const startedAt = Date.now();
  const logFile = join(holdfast, 'logs', 'npm-install.log');
  mkdirSync(join(holdfast, 'logs'), { recursive: true, mode: 0o700 });
  // An interrupted install leaves half-unpacked packages, which only a clean install repairs.
  const clean = existsSync(installingFile) || !existsSync(join(modules, '.package-lock.json'));
  process.stdout.write(`installing packages (${clean ? 'the first time about a minute' : 'what changed'})\n`);
  if (clean) rmSync(modules, { recursive: true, force: true });
  writeFileSync(installingFile, '');
  const timer = showProgress(startedAt, expectedPackages());
  // Not `npm ci`: it rejects a lock written where programs for other operating systems were unavailable. `--no-save`
  // still installs the versions of the lock and does not change the file.
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  const code = await runNpm(['install', ...quiet], logFile);
  clearInterval(timer);
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
  if (code !== 0) {
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
    fail(
      `installing packages failed (npm ended with ${code}; the whole log is in .holdfast/logs/npm-install.log):\n${tail}`,
    );
  }
  writeFileSync(installedFile, `${hash}\n`);
  rmSync(installingFile, { force: true });
  process.stdout.write(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}

/** With `ignore-scripts` the `node` package has not fetched its program. */
function completeNode() {
  const folder = join(modules, 'node');
  if (existsSync(join(folder, 'installArchSpecificPackage.js'))) {
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, stdio: 'ignore' });
  }
}

function chooseNode() {
  if (!works(node24)) completeNode();
  if (works(node24)) return node24;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return fail(
    `Node 24 could not be installed for ${process.platform}-${process.arch}: install Node 24 and try again`,
  );
}

function handOver(node, args) {
  const env = {
    ...process.env,
    PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}`,
    // Every program strips types and compiles on start; what an earlier start compiled is read from here.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(holdfast, 'compile-cache'),
  };
  // The channel carries no messages: when it closes, the program knows that this process was killed, and shuts down.
  const child = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const [verb, ...rest] = process.argv.slice(2);
const program = programs[verb];
if (!program) fail(`unknown command "${verb ?? ''}": one of ${Object.keys(programs).join(', ')}`);
if (Number.parseInt(process.versions.node, 10) < 18)
  fail(`Node 18 or newer is needed to begin, this is ${process.version}`);

const hash = lockHash();
if (!isInstalled(hash)) await install(hash);
const [script, ...fixedArguments] = program;
handOver(chooseNode(), [join(root, script), ...fixedArguments, ...rest]);
