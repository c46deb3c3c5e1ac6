import { join } from 'node:path';
import {
  apiEnvironment,
  type Environment,
  localAddress,
  type StackFacts,
  sandboxEnvironment,
  tuning,
  workerEnvironment,
} from './app-environments.ts';
import { type Program, startProgram } from './programs-of-ours.ts';
import type { Service } from './supervisor.ts';

const readyWithinMs = 60_000;

type AppName = 'sandbox' | 'api' | 'worker';

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
    environment: { ...environment, ...tuning(name, process.env) },
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
 * Alive is enough: a worker without Redis or Chromium still sweeps and reconciles, and says "paused" itself. Its
 * grace is long because a fresh WhatsApp log-in is lost when its browser closes within half a minute.
 */
export const workerService = (facts: StackFacts, interrupt: AbortSignal): Service => {
  const ready = { host: '127.0.0.1', path: '/healthz' };
  return appService(facts, 'worker', workerEnvironment(facts), ready, 60_000, interrupt);
};

/** The command line's part by which a leftover of this very clone is recognised. */
export const markOf = (name: string, repoRoot: string, marks: Record<string, string>): string =>
  marks[name] ?? join(repoRoot, 'apps', name, 'src', 'main.ts');
