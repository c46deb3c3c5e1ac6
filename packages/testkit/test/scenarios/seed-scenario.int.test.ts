import { seedDemo } from '@holdfast/db/demo/seed-demo';
import { migrate } from '@holdfast/db/migrations-runner';
import { afterEach, expect, test } from 'vitest';
import { scenarioNamed, scenarios } from '../../src/scenarios/scenarios.ts';
import { seedScenario } from '../../src/scenarios/seed-scenario.ts';
import { createTestDatabase, type TestDatabase } from '../../src/test-database.ts';

const name = 'whatsapp-logged-out';
let database: TestDatabase | undefined;
afterEach(() => database?.close());

const open = async (content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> => {
  database = await createTestDatabase({ content });
  return database;
};

const rowsOf = async ({ pools }: TestDatabase): Promise<unknown[]> =>
  (
    await pools.superuser.query(
      'select (select count(*)::int from clinics) as clinics, (select count(*)::int from bookings) as bookings, (select count(*)::int from messages) as messages',
    )
  ).rows;

async function clinicsOf({ pools }: TestDatabase): Promise<number | null> {
  return (await pools.superuser.query('select 1 from clinics')).rowCount;
}

test('a scenario is added once, and again on a database that has it changes nothing', async () => {
  const { pools } = await open();
  if (!database) throw new Error('no database');
  expect(await seedScenario(pools, name)).toBe('added');
  const before = await rowsOf(database);
  expect(await seedScenario(pools, name)).toBe('in place');
  expect(await rowsOf(database)).toEqual(before);
});

test('two calls at the same time add it once', async () => {
  const { pools } = await open();
  const both = await Promise.all([seedScenario(pools, name), seedScenario(pools, name)]);
  expect(both.sort()).toEqual(['added', 'in place']);
});

test('an unknown name is answered with those that exist, and nothing is written', async () => {
  const empty = await open();
  const refused = seedScenario(empty.pools, 'busy-week');
  await expect(refused).rejects.toThrow('there is no scenario "busy-week"');
  for (const one of scenarios) await expect(refused).rejects.toThrow(one.name);
  expect(await clinicsOf(empty)).toBe(0);
});

test('a live installation is refused', async () => {
  const live = await open('empty');
  await migrate({ connectionString: live.urls.owner });
  await expect(seedScenario(live.pools, name)).rejects.toThrow('this installation is live');
  expect(await clinicsOf(live)).toBe(0);
});

test('a demo that holds keys of a live provider account is refused', async () => {
  const { pools } = await open();
  const client = await pools.owner.connect();
  await seedDemo(client).finally(() => client.release());
  await pools.owner.query(
    `select register_provider_account('razorpay', 'acc_real', 'live', '{"currencies": [], "rails": [], "capabilities": {}}')`,
  );
  await expect(seedScenario(pools, name)).rejects.toThrow('a live provider account is registered here');
});

test('one that was interrupted is not taken for a complete one', async () => {
  const { pools } = await open();
  await seedScenario(pools, name);
  await pools.owner.query(`update clinics set slug = $1 || '-unfinished' where slug = $1`, [name]);
  await expect(seedScenario(pools, name)).rejects.toThrow('was interrupted');
});

test('names are different and say nothing but letters and dashes', () => {
  expect(new Set(scenarios.map((one) => one.name)).size).toBe(scenarios.length);
  for (const one of scenarios) {
    expect(one.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(scenarioNamed(one.name)).toBe(one);
  }
});
