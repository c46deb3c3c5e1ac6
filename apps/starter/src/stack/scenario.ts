import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Environment, type StackFacts, sandboxInside, withInherited } from './app-environments.ts';
import { repositoryRoot } from './places.ts';
import { isDemo, type Settings, usesSandbox } from './settings.ts';

/** Run by path, not imported: it is built from the parts that tests use. */
export const seedScript = 'packages/testkit/src/bin/seed.ts';

/** Before anything starts. Errors when there is no such scenario, and where nothing may be invented. */
export function checkScenario(name: string, settings: Settings): void {
  if (!isDemo(settings))
    throw new Error('a scenario is added to the demo only: real keys are set, or HOLDFAST_DEMO is false');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(repositoryRoot, seedScript), '--check', '--', name],
    { env: withInherited({}, process.env), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr.trim());
}

export function seedEnvironment(facts: StackFacts): Environment {
  const { urls, settings } = facts;
  return {
    DATABASE_URL: urls.owner,
    DATABASE_URL_API: urls.api,
    DATABASE_URL_INGEST: urls.ingest,
    DATABASE_URL_WORKER: urls.worker,
    ...(usesSandbox(settings) ? { SANDBOX_URL: sandboxInside(facts) } : {}),
  };
}
