import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Invariant, InvariantResult } from '../../src/invariants.ts';
import {
  isHolding,
  queryInvariant,
  readInvariants,
  renderBoard,
  runInvariants,
} from '../../src/invariants.ts';
import { branchesOf } from './branches.ts';
import type { ClinicDay } from './clinic-day.ts';
import { liveOneDay } from './clinic-day.ts';
import { twins } from './twins.ts';

let database: TestDatabase;
let day: ClinicDay;

beforeAll(async () => {
  database = await createTestDatabase();
  day = await liveOneDay(database);
});
afterAll(() => database.close());

const invariantOf = (number: number): Invariant => {
  const invariant = readInvariants().find((candidate) => candidate.number === number);
  if (!invariant) throw new Error(`no invariant ${number}`);
  return invariant;
};

/**
 * Plants the damage with triggers and foreign keys off, so that only the board can detect it, runs one check of the
 * board with the rights of the worker, and rolls back.
 */
async function resultAfter(invariant: Invariant, sql: string): Promise<InvariantResult> {
  const client = await database.pools.superuser.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    await client.query(sql);
    await client.query(`set local role holdfast_worker; set local app.system = 'system:invariants'`);
    return await queryInvariant(client, invariant);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('every invariant holds after a busy day, checked with the rights of the worker', async () => {
  const counts = await database.pools.owner.query<{ name: string; rows: number }>(
    `select 'bookings' as name, count(*)::int as rows from bookings union all select 'refunds', count(*)::int from refunds
     union all select 'ledger', count(*)::int from ledger_entries union all select 'messages', count(*)::int from messages
     union all select 'webhooks', count(*)::int from payment_webhooks order by name`,
  );
  expect(Object.fromEntries(counts.rows.map((row) => [row.name, row.rows]))).toEqual({
    bookings: 6,
    refunds: 2,
    ledger: 12,
    messages: 8,
    webhooks: 6,
  });
  const results = await runInvariants(database.pools.worker);
  expect(renderBoard(results.filter((result) => !isHolding(result)))).toBe('0 of 0 invariants hold');
  expect(results).toHaveLength(readInvariants().length);
});

test('the board rejects a role that sees no rows', async () => {
  await expect(runInvariants(database.pools.api)).rejects.toThrow(/worker's connection/);
});

describe('the check of the board fails when', () => {
  test('every invariant has at least one planted violation', () => {
    const covered = [...new Set(twins.map((twin) => twin.number))].sort((a, b) => a - b);
    expect(covered).toEqual(readInvariants().map((invariant) => invariant.number));
  });

  test.each(twins)('$number: $damage', async (twin) => {
    const invariant = invariantOf(twin.number);
    expect((await resultAfter(invariant, 'select 1')).violations).toBe(0);
    const result = await resultAfter(invariant, twin.sql(day));
    expect(result.violations).toBeGreaterThan(0);
    expect(renderBoard([result])).toMatch(new RegExp(`^FAIL +${twin.number} `));
  });
});

describe('every branch of a check is seen red by a planted violation', () => {
  test.each(readInvariants())('$number: $name', async ({ number, name, sql }) => {
    const damages = twins.filter((twin) => twin.number === number).map((twin) => twin.sql(day));
    const unseen: string[] = [];
    for (const branch of branchesOf(sql)) {
      let seen = 0;
      for (const damage of damages) {
        if (seen === 0) seen = (await resultAfter({ number, name, sql: branch }, damage)).violations ?? 0;
      }
      if (seen === 0) unseen.push(branch);
    }
    expect(unseen).toEqual([]);
  });
});

test('a check that cannot run counts as failed', async () => {
  const broken = await createTestDatabase({ content: { copyOf: database.name } });
  try {
    await broken.pools.owner.query('drop table booking_resources cascade');
    const results = await runInvariants(broken.pools.worker);
    expect(results.find(({ number }) => number === 1)).toMatchObject({ violations: null });
    expect(renderBoard(results)).toMatch(
      /FAIL +1 .*check failed: relation "booking_resources" does not exist/,
    );
  } finally {
    await broken.close();
  }
});
