// `npm run seed`: fills an empty database with the demo; `npm run seed -- NAME` adds a scenario to it.
// `--check NAME` only says whether there is such a scenario.
import { parseArgs } from 'node:util';
import { optional, readSettings } from '@holdfast/contract/settings/define-settings';
import { webUrl } from '@holdfast/contract/settings/kinds';
import { createPool } from '@holdfast/db/client';
import { seedDemo } from '@holdfast/db/demo/seed-demo';
import { apiPoolSettings, ownerSettings, workerUrlSettings } from '@holdfast/db/settings';
import type { Scenario } from '../scenarios/scenario.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { seedScenario } from '../scenarios/seed-scenario.ts';

const settings = {
  ...ownerSettings,
  ...apiPoolSettings,
  ...workerUrlSettings,
  SANDBOX_URL: optional(webUrl, { meaning: 'The running sandbox, if there is one.', isInternal: true }),
};

function openPools() {
  const env = readSettings('The command', settings, process.env);
  const open = (connectionString: string) =>
    createPool({
      connectionString,
      max: 5,
      acquireTimeoutMs: 10_000,
      applicationName: 'holdfast-seed',
      onIdleError: (error) => console.error(`seed: ${error.message}`),
    });
  return {
    sandboxUrl: env.SANDBOX_URL,
    pools: {
      owner: open(env.DATABASE_URL),
      api: open(env.DATABASE_URL_API),
      ingest: open(env.DATABASE_URL_INGEST),
      worker: open(env.DATABASE_URL_WORKER),
    },
  };
}

async function logPhoneOut(sandboxUrl: string | undefined): Promise<void> {
  if (sandboxUrl === undefined) {
    console.log('seed: no sandbox runs here; messages leave as soon as a worker finds its account logged in');
    return;
  }
  const { ok, status } = await fetch(new URL('/whatsapp/control/logout', sandboxUrl), { method: 'POST' });
  if (!ok) throw new Error(`the sandbox does not log its phone out: ${status}`);
  console.log(`seed: the phone is logged out; it links again at ${sandboxUrl}/whatsapp/control`);
}

async function seed(scenario: Scenario | null): Promise<void> {
  const { pools, sandboxUrl } = openPools();
  try {
    if (scenario === null) {
      const client = await pools.owner.connect();
      console.log(`seed: demo ${await seedDemo(client).finally(() => client.release())}`);
      return;
    }
    if (scenario.logsPhoneOut) await logPhoneOut(sandboxUrl);
    console.log(`seed: scenario ${scenario.name} ${await seedScenario(pools, scenario.name)}`);
  } finally {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
  }
}

try {
  const options = { check: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new Error('one scenario at a time');
  const scenario = name === undefined ? null : scenarioNamed(name);
  if (!values.check) await seed(scenario);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
