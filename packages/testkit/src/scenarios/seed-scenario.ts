import { seedDemo } from '@holdfast/db/demo/seed-demo';
import type pg from 'pg';
import { scenarioNamed } from './scenarios.ts';
import { openStage, type StagePools } from './stage.ts';

const scenarioLockKey = 7_164_013_778;

/** Scenarios invent patients and money: they have no place beside real ones. */
async function assertNoRealMoney(client: Pick<pg.Client, 'query'>): Promise<void> {
  const { rows } = await client.query<{ kind: string; has_live_account: boolean }>(
    `select kind, exists (select 1 from provider_accounts where mode = 'live') as has_live_account from installation`,
  );
  const [installation] = rows;
  if (!installation || installation.kind === 'live')
    throw new Error('this installation is live: a scenario is added to a demo only (npm run seed makes one)');
  if (installation.has_live_account)
    throw new Error('a live provider account is registered here: a scenario is added to a demo only');
}

/** Its clinic carries the name once it is complete. */
async function isInPlace(client: Pick<pg.Client, 'query'>, name: string): Promise<boolean> {
  const { rows } = await client.query<{ slug: string }>('select slug from clinics where slug = any ($1)', [
    [name, unfinished(name)],
  ]);
  if (rows.some(({ slug }) => slug === unfinished(name)))
    throw new Error(`an earlier "${name}" was interrupted: npm run demo:reset, then try again`);
  return rows.length > 0;
}

const unfinished = (name: string): string => `${name}-unfinished`;

/**
 * Adds a scenario to a demo, once; the second call changes nothing. Errors when the name is unknown, and where the
 * installation is live or holds keys of a live provider account.
 */
export async function seedScenario(pools: StagePools, name: string): Promise<'added' | 'in place'> {
  const scenario = scenarioNamed(name);
  const client = await pools.owner.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [scenarioLockKey]);
    await assertNoRealMoney(client);
    await seedDemo(client);
    if (await isInPlace(client, name)) return 'in place';
    await scenario.fill(await openStage(pools, name, unfinished(name)));
    await client.query('update clinics set slug = $1 where slug = $2', [name, unfinished(name)]);
    return 'added';
  } finally {
    // Closing the connection gives the lock back, whatever state it is in.
    client.release(true);
  }
}
