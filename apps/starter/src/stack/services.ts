import { join } from 'node:path';
import {
  apiEnvironment,
  type DevMode,
  type Environment,
  localAddress,
  pageEnvironment,
  type StackFacts,
  sandboxEnvironment,
  workerEnvironment,
} from './app-environments.ts';
import { type Program, startProgram } from './programs-of-ours.ts';
import type { Service } from './supervisor.ts';

const readyWithinMs = 60_000;
export const viteScript = 'node_modules/vite/bin/vite.js';

type AppName = 'sandbox' | 'api' | 'worker';

/** Fixed, so that `.vscode/launch.json` can refer to them. */
const inspectPorts = { api: 9229, worker: 9230, sandbox: 9231 };

/** In development a watcher restarts a program when a source file of its rooms changes. */
function watchedBy(name: AppName, dev: DevMode | null): readonly string[] {
  if (dev === null) return [];
  const rooms = ['contract', 'db', 'core', 'providers'].map((room) => `packages/${room}/src`);
  const inspect = dev.inspect ? [`--inspect=127.0.0.1:${inspectPorts[name]}`] : [];
  return ['apps/starter/src/stack/watched.ts', [...rooms, `apps/${name}/src`].join(','), ...inspect];
}

function appService(
  facts: StackFacts,
  name: AppName,
  environment: Environment,
  ready: { host: string; path: string },
  graceMs: number,
  interrupt: AbortSignal,
): Service {
  const program: Program = {
    name,
    script: `apps/${name}/src/main.ts`,
    nodeArgs: watchedBy(name, facts.dev),
    environment,
    logFolder: join(facts.holdfastDir, 'logs'),
  };
  const readyUrl = `http://${ready.host}:${environment['PORT']}${ready.path}`;
  return {
    name,
    start: () => startProgram(program, readyUrl, readyWithinMs, interrupt),
    stopSignal: 'SIGTERM',
    graceMs,
  };
}

export const sandboxService = (facts: StackFacts, interrupt: AbortSignal): Service => {
  const ready = { host: localAddress(facts.settings.HOST), path: '/healthz' };
  return appService(facts, 'sandbox', sandboxEnvironment(facts), ready, 5_000, interrupt);
};

export const apiService = (facts: StackFacts, interrupt: AbortSignal): Service => {
  const ready = { host: localAddress(facts.settings.HOST), path: '/readyz' };
  return appService(facts, 'api', apiEnvironment(facts), ready, 20_000, interrupt);
};

/**
 * Liveness is enough: a worker without Redis or Chromium still sweeps and reconciles, and reports "paused" itself. Its
 * grace period is long because a fresh WhatsApp log-in is lost when the browser closes within half a minute.
 */
export const workerService = (facts: StackFacts, interrupt: AbortSignal): Service => {
  const ready = { host: '127.0.0.1', path: '/healthz' };
  return appService(facts, 'worker', workerEnvironment(facts), ready, 60_000, interrupt);
};

/** Vite with hot reload instead of the built page. */
export function pageService(facts: StackFacts, interrupt: AbortSignal): Service {
  const environment = pageEnvironment(facts);
  const host = facts.settings.HOST ?? '127.0.0.1';
  const program: Program = {
    name: 'page',
    script: viteScript,
    args: ['apps/web', '--host', host, '--port', String(facts.ports.web), '--strictPort'],
    environment,
    logFolder: join(facts.holdfastDir, 'logs'),
  };
  const readyUrl = `http://${localAddress(facts.settings.HOST)}:${facts.ports.web}/`;
  return {
    name: 'page',
    start: () => startProgram(program, readyUrl, readyWithinMs, interrupt),
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
  };
}

/** The part of the command line that identifies leftover processes of this clone. */
export const markOf = (name: string, repoRoot: string, marks: Record<string, string>): string =>
  marks[name] ?? join(repoRoot, name === 'page' ? viteScript : `apps/${name}/src/main.ts`);
