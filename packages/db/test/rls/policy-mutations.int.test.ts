import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cells, Target } from './probe.ts';
import { actors, cellKey, probeAll, probeWithin, readTargets } from './probe.ts';
import { seedWorld } from './world.ts';

interface Policy {
  readonly table: string;
  readonly name: string;
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
  /** Some role of the policy has the right to insert at all. */
  readonly canInsert: boolean;
}

let database: TestDatabase;
let targets: Target[];
let baseline: Cells;
let policies: Policy[];

beforeAll(async () => {
  database = await createTestDatabase();
  targets = await readTargets(database, await seedWorld(database.pools.superuser));
  baseline = await probeAll(database, targets);
  const result = await database.pools.superuser.query<Policy>(
    `select tablename as table, policyname as name, cmd as command, qual as using, with_check as check,
       (select bool_or(has_table_privilege(role, format('%I.%I', schemaname, tablename), 'insert'))
          from unnest(roles) as role) as "canInsert"
     from pg_policies where schemaname = 'public' order by 1, 2`,
  );
  policies = result.rows;
});
afterAll(() => database.close());

/** Cells of the table that differ from the matrix after the statement; everything is rolled back. */
async function redCells(client: pg.PoolClient, policy: Policy, statement: string): Promise<string[]> {
  const own = targets.filter((target) => target.table === policy.table);
  await client.query('begin');
  try {
    await client.query(statement);
    const mutated = await probeWithin(client, own);
    return actors.flatMap((actor) =>
      own.map((target) => cellKey(actor, target)).filter((key) => mutated[key] !== baseline[key]),
    );
  } finally {
    await client.query('rollback');
  }
}

/** The mutations that no cell detected. */
async function survivors(chosen: readonly Policy[], mutate: (policy: Policy) => string): Promise<string[]> {
  const client = await database.pools.superuser.connect();
  const alive: string[] = [];
  try {
    await client.query('set statement_timeout = 0');
    for (const policy of chosen) {
      const red = await redCells(client, policy, mutate(policy));
      if (red.length === 0) alive.push(`${policy.table}.${policy.name}`);
    }
  } finally {
    client.release(true);
  }
  return alive;
}

const score = (what: string, total: number, alive: readonly string[]): void =>
  console.log(
    `row-level security, ${what}: ${total - alive.length} of ${total} mutations turned the matrix red`,
  );

test('without a change the matrix stays green inside a transaction too', async () => {
  const policy = policies[0];
  if (!policy) throw new Error('no policies');
  expect(await survivors([policy], () => 'select 1')).toEqual([`${policy.table}.${policy.name}`]);
});

test('every policy that is removed turns the matrix red', async () => {
  expect(policies.length).toBeGreaterThan(80);
  const alive = await survivors(policies, (policy) => `drop policy ${policy.name} on ${policy.table}`);
  score('policy removed', policies.length, alive);
  expect(alive).toEqual([]);
});

test('every policy opened to all rows turns the matrix red', async () => {
  const narrow = policies.filter((policy) => (policy.using ?? policy.check) !== 'true');
  const opened = (policy: Policy): string =>
    [policy.using && 'using (true)', policy.check && 'with check (true)'].filter(Boolean).join(' ');
  const alive = await survivors(
    narrow,
    (policy) => `alter policy ${policy.name} on ${policy.table} ${opened(policy)}`,
  );
  score('policy opened', narrow.length, alive);
  expect(alive).toEqual([]);
});

test('every policy that accepts all new rows turns the matrix red', async () => {
  const narrow = policies.filter(
    (policy) =>
      policy.canInsert && policy.check !== null && policy.check !== 'true' && policy.command !== 'UPDATE',
  );
  const alive = await survivors(
    narrow,
    (policy) => `alter policy ${policy.name} on ${policy.table} with check (true)`,
  );
  score('WITH CHECK (true)', narrow.length, alive);
  expect(alive).toEqual([]);
});

test('every table whose row-level security is switched off turns the matrix red', async () => {
  const tables = [...new Set(policies.map((policy) => policy.table))];
  const each = tables.flatMap((table) => policies.filter((policy) => policy.table === table).slice(0, 1));
  const alive = await survivors(each, (policy) => `alter table ${policy.table} disable row level security`);
  score('row-level security off', each.length, alive);
  expect(alive).toEqual([]);
});
