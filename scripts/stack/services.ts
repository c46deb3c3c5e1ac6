import { join } from 'node:path';
import {
  apiEnvironment,
  type Environment,
  type StackFacts,
  sandboxEnvironment,
  workerEnvironment,
} from './app-environments.ts';
import { type Program, startProgram } from './programs-of-ours.ts';
import type { Service } from './supervisor.ts';

const readyWithinMs = 60_000;
const graceMs = 15_000;

type AppName = 'sandbox' | 'api' | 'worker';

function appService(
  facts: StackFacts,
  name: AppName,
  environment: Environment,
  readyPath: string,
  interrupt: AbortSignal,
): Service {
  const program: Program = {
    name,
    script: `apps/${name}/src/main.ts`,
    environment,
    logFolder: join(facts.holdfastDir, 'logs'),
  };
  const readyUrl = `http://127.0.0.1:${environment['PORT']}${readyPath}`;
  return {
    name,
    start: () => startProgram(program, readyUrl, readyWithinMs, interrupt),
    stopSignal: 'SIGTERM',
    graceMs,
  };
}

export const sandboxService = (facts: StackFacts, interrupt: AbortSignal): Service =>
  appService(facts, 'sandbox', sandboxEnvironment(facts), '/healthz', interrupt);

export const apiService = (facts: StackFacts, interrupt: AbortSignal): Service =>
  appService(facts, 'api', apiEnvironment(facts), '/readyz', interrupt);

/** Alive is enough: a worker without Redis or Chromium still sweeps and reconciles, and says "paused" itself. */
export const workerService = (facts: StackFacts, interrupt: AbortSignal): Service =>
  appService(facts, 'worker', workerEnvironment(facts), '/healthz', interrupt);

/** The command line's part by which a leftover of this very clone is recognised. */
export const markOf = (name: string, repoRoot: string, dataFolders: Record<string, string>): string =>
  dataFolders[name] ?? join(repoRoot, 'apps', name, 'src', 'main.ts');
