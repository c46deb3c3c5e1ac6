// `node watched.ts <folder,folder> <node arguments…> <script>`: runs the script and restarts it whenever a source file below
// the folders changes. Node's own `--watch` loses a file that an editor replaces instead of overwriting.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

const settleMs = 150;
const [folders = '', ...args] = process.argv.slice(2);
let child: ChildProcess | null = null;
let isStopping = false;
let due: NodeJS.Timeout | undefined;

function say(text: string): void {
  process.stdout.write(`watched: ${text}\n`);
}

function start(): void {
  const started = spawn(process.execPath, args, { stdio: 'inherit' });
  child = started;
  started.once('exit', (code, signal) => {
    child = null;
    if (isStopping) process.exit(code ?? 0);
    if (signal !== 'SIGTERM' && code !== 0) say('ended; it starts again with the next change');
  });
}

/** The old process exits before the new one starts: they would share a port and a lease. */
function restart(file: string): void {
  if (isStopping) return;
  say(`${file} changed, starting again`);
  if (child === null) start();
  else {
    child.once('exit', () => !isStopping && start());
    child.kill('SIGTERM');
  }
}

function noticed(file: string | null): void {
  if (file === null || !/\.(ts|sql|json)$/.test(file) || /\.test\.ts$|(^|\/)node_modules\//.test(file))
    return;
  clearTimeout(due);
  due = setTimeout(restart, settleMs, file);
}

/** Watches folder by folder: the recursive watch on Linux loses replaced files too. */
function watchAll(folder: string): void {
  watch(folder, (_, file) => noticed(file));
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) watchAll(join(folder, entry.name));
}

folders.split(',').forEach(watchAll);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    isStopping = true;
    if (child === null) process.exit(0);
    child.kill('SIGTERM');
  });
}
start();
