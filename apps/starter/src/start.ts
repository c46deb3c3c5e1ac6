// `npm start`: the whole product from this folder. Ctrl-C stops everything it started.
// `npm run dev` (`--dev`): the same with restarts on change and hot reload; `-- --inspect` opens the debugger's ports;
// `-- fake` serves the page alone, on a clinic in memory. `-- --scenario NAME` adds a scenario to the demo.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DevMode, publicUrl } from './stack/app-environments.ts';
import { type Base, bringUp } from './stack/bring-up.ts';
import { embeddedHome } from './stack/embedded-home.ts';
import { type PortName, readSecrets, readState, type State, writeState } from './stack/memory.ts';
import { servePageInMemory } from './stack/page-in-memory.ts';
import { holdfastFolder, repositoryRoot, startScript } from './stack/places.ts';
import { choosePort, releasePort } from './stack/ports.ts';
import { endLeftovers, findRunning, forget, remember } from './stack/running.ts';
import { checkScenario } from './stack/scenario.ts';
import { markOf } from './stack/services.ts';
import { readSettings, type Settings } from './stack/settings.ts';
import { createSupervisor, type Supervisor } from './stack/supervisor.ts';

const startedAt = performance.now();
const interrupt = new AbortController();
const hurry = new AbortController();

function say(text: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`[${seconds.padStart(6)} s] ${text}\n`);
}

async function choosePorts(
  settings: Settings,
  state: State,
  dev: DevMode | null,
): Promise<Record<PortName, number>> {
  const { ports } = state;
  const web = await choosePort({ fixed: settings.PORT, remembered: ports.web, preferred: 3000 });
  const chosen = {
    web,
    // Without Vite in front of it the API serves the page itself.
    api: dev ? await choosePort({ remembered: ports.api }) : web,
    worker: await choosePort({ remembered: ports.worker }),
    sandbox: await choosePort({ remembered: ports.sandbox }),
    postgres: await choosePort({ remembered: ports.postgres }),
    redis: await choosePort({ remembered: ports.redis }),
  };
  // A port given for this start only must not become the remembered one.
  const webToKeep = settings.PORT === undefined ? { web } : ports.web === undefined ? {} : { web: ports.web };
  const apiToKeep = dev ? { api: chosen.api } : ports.api === undefined ? {} : { api: ports.api };
  const { worker, sandbox, postgres, redis } = chosen;
  const places = settings.DATABASE_URL === undefined ? { postgresHome: embeddedHome(state.instance) } : {};
  await writeState(holdfastFolder, {
    ...state,
    ...places,
    ports: { worker, sandbox, postgres, redis, ...webToKeep, ...apiToKeep },
  });
  return chosen;
}

function supervise(base: Base): Supervisor {
  // The command line of Redis contains its address, not its folder.
  const marks = {
    postgres: join(embeddedHome(base.state.instance), 'data'),
    redis: `127.0.0.1:${base.ports.redis}`,
  };
  return createSupervisor({
    say,
    onPids: (pids) =>
      remember(holdfastFolder, {
        pid: process.pid,
        url: publicUrl(base),
        services: pids.map((entry) => ({ ...entry, mark: markOf(entry.name, repositoryRoot, marks) })),
      }),
    onGivingUp: (reason) => interrupt.abort(new Error(reason)),
  });
}

/** Resolves when a stop is requested; the reason says whether that is a failure. */
function untilInterrupted(): Promise<unknown> {
  return new Promise((resolve) => {
    if (interrupt.signal.aborted) resolve(interrupt.signal.reason);
    interrupt.signal.addEventListener('abort', () => resolve(interrupt.signal.reason), { once: true });
  });
}

class Stopped extends Error {}

function listenForTheEnd(): void {
  let askedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const now = Date.now();
      // npm forwards the signal that the terminal already sent: one Ctrl-C arrives twice within moments.
      if (askedAt > 0 && now - askedAt > 1_000) hurry.abort();
      askedAt ||= now;
      interrupt.abort(new Stopped(name));
    });
  }
  process.once('disconnect', () => interrupt.abort(new Stopped('disconnect')));
  process.channel?.unref();
  // The reader of our output may exit (`npm start | head`), which must not kill this process.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

async function run(dev: DevMode | null, scenario: string | null): Promise<number> {
  const settings = readSettings(process.env);
  if (scenario !== null) checkScenario(scenario, settings);
  await mkdir(join(holdfastFolder, 'logs'), { recursive: true, mode: 0o700 });
  const running = await findRunning(holdfastFolder, startScript);
  if (running)
    throw new Error(`Holdfast already runs from this folder: ${running.url} (process ${running.pid})`);
  const leftovers = await endLeftovers(holdfastFolder);
  if (leftovers.length > 0) say(`stopped what an earlier start had left running: ${leftovers.join(', ')}`);
  const state = await readState(holdfastFolder);
  const secrets = await readSecrets(holdfastFolder);
  const ports = await choosePorts(settings, state, dev);
  const base: Base = { settings, state, secrets, dev, scenario, ports };
  await remember(holdfastFolder, { pid: process.pid, url: publicUrl(base), services: [] });
  const supervisor = supervise(base);
  let failure: unknown = null;
  try {
    await bringUp({ ...base, supervisor, interrupt: interrupt.signal, say });
    failure = await untilInterrupted();
  } catch (error) {
    failure = error;
  }
  if (!(failure instanceof Stopped))
    process.stderr.write(`\n${failure instanceof Error ? failure.message : String(failure)}\n`);
  say('stopping (Ctrl-C again to stop at once)');
  await supervisor.stopAll(hurry.signal);
  await forget(holdfastFolder);
  for (const port of new Set(Object.values(base.ports))) releasePort(port);
  say('stopped');
  return failure instanceof Stopped ? 0 : 1;
}

if (existsSync(join(repositoryRoot, '.env'))) process.loadEnvFile(join(repositoryRoot, '.env'));
listenForTheEnd();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { dev: { type: 'boolean' }, inspect: { type: 'boolean' }, scenario: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.includes('fake')) return servePageInMemory();
  return run(values.dev ? { inspect: values.inspect ?? false } : null, values.scenario ?? null);
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
