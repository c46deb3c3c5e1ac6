import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Machine } from '@holdfast/contract/machine';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { livingSqlDirectory } from '../../src/living-sql/read-living-sql.ts';
import { type MigrateResult, migrate } from '../../src/migrations-runner.ts';
import { migrationsDirectory } from '../../src/read-migrations.ts';
import { readWords, type Words } from '../../src/words/read-words.ts';
import { renderWordsSql } from '../../src/words/render-words-sql.ts';
import { acting } from '../rls/acting.ts';

// A filled database, and the living SQL of a release whose words differ: the result of `generate` and `migrate`.

let database: TestDatabase;
let words: Words;
let sql: string;
beforeAll(async () => {
  words = await readWords();
  sql = mkdtempSync(path.join(os.tmpdir(), 'holdfast-words-'));
  cpSync(livingSqlDirectory, sql, { recursive: true });
  database = await createEarlierRelease();
  await migrate({ connectionString: database.urls.owner });
});
afterAll(async () => {
  rmSync(sql, { recursive: true, force: true });
  await database.close();
});

async function migrateTo(changed: Words): Promise<MigrateResult> {
  writeFileSync(path.join(sql, '10-words.gen.sql'), renderWordsSql(changed));
  const directories = { migrations: migrationsDirectory, sql };
  return migrate({ connectionString: database.urls.owner, directories });
}

const withBooking = (change: (machine: Machine<string>) => Partial<Machine<string>>): Words => ({
  ...words,
  machines: words.machines.map((machine) =>
    machine.name === 'booking' ? { ...machine, ...change(machine) } : machine,
  ),
});

const rowsOf = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await database.pools.superuser.query(text, values)).rows;

/** The rows of the partial index, read only through it. */
async function statesInIndex(): Promise<unknown[]> {
  const client = await database.pools.superuser.connect();
  try {
    await client.query('begin; drop index bookings_open_holds; set local enable_seqscan = off');
    const statement = `select distinct state from bookings
      where booking_is_unpaid(state) and hold_expires_at > '2000-01-01'`;
    const plan = await client.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('bookings_lapsing');
    const { rows } = await client.query<{ state: string }>(`${statement} order by state`);
    return rows.map(({ state }) => state);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('a set that changes', () => {
  test('rebuilds every partial index over the existing rows', async () => {
    expect(await statesInIndex()).toEqual(['awaiting_payment', 'held']);
    await migrateTo(
      withBooking(({ sets }) => ({ sets: { ...sets, unpaid: ['held', 'awaiting_payment', 'confirmed'] } })),
    );
    expect(await statesInIndex()).toEqual(['awaiting_payment', 'confirmed', 'held']);
    await migrateTo(words);
    expect(await statesInIndex()).toEqual(['awaiting_payment', 'held']);
  });

  test('decides again which times are taken, and fails where two bookings would share one', async () => {
    const taken = async (state: string) =>
      (
        await rowsOf(
          `select distinct r.live from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
           where b.state = $1`,
          [state],
        )
      ).map(({ live }) => live);
    expect([await taken('no_show'), await taken('completed')]).toEqual([[false], [true]]);
    const ended = (members: (known: readonly string[]) => readonly string[]) =>
      withBooking(({ sets }) => ({ sets: { ...sets, ended: members(sets['ended'] ?? []) } }));
    await migrateTo(ended((known) => [...known, 'completed']));
    expect([await taken('no_show'), await taken('completed')]).toEqual([[false], [false]]);
    await migrateTo(ended((known) => known.filter((state) => state !== 'no_show')));
    expect([await taken('no_show'), await taken('completed')]).toEqual([[true], [true]]);
    await migrateTo(words);
    expect([await taken('no_show'), await taken('completed')]).toEqual([[false], [true]]);
  });

  test('changes what a capture does in a state through the map alone', async () => {
    const effect = async () => (await rowsOf(`select booking_on_capture('declined') as effect`))[0]?.effect;
    expect(await effect()).toBe('late');
    await migrateTo(
      withBooking(({ maps }) => ({ maps: { onCapture: { ...maps.onCapture, declined: 'record' } } })),
    );
    expect(await effect()).toBe('record');
    await migrateTo(words);
  });
});

describe('a state', () => {
  test('added with its edges works without a migration of tables', async () => {
    const changed = withBooking(({ states, edges, maps }) => ({
      states: [...states, 'paused'],
      edges: [...edges, ['confirmed', 'paused']],
      maps: { onCapture: { ...maps.onCapture, paused: 'record' } },
    }));
    expect(await migrateTo(changed)).toMatchObject({ applied: [] });
    const [booking] = await rowsOf(`select id, state from bookings where state = 'confirmed' limit 1`);
    await database.pools.superuser.query(`update bookings set state = 'paused' where id = $1`, [booking?.id]);
    expect(await rowsOf('select state from bookings where id = $1', [booking?.id])).toEqual([
      { state: 'paused' },
    ]);
  });

  test('in which rows still are cannot be removed: migrate fails and keeps the old set', async () => {
    await expect(migrateTo(words)).rejects.toMatchObject({ code: 'failed_sql' });
    expect(await rowsOf(`select is_booking_state('paused') as known`)).toEqual([{ known: true }]);
    await database.pools.superuser.query(
      `set session_replication_role = replica; update bookings set state = 'confirmed' where state = 'paused'; reset session_replication_role`,
    );
    await migrateTo(words);
    expect(await rowsOf(`select is_booking_state('paused') as known`)).toEqual([{ known: false }]);
  });
});

describe('an added role', () => {
  test('has exactly its capabilities, in policies and in the check of its table', async () => {
    const [member] = await rowsOf(
      `select clinic_id, user_id from memberships where role = 'billing' limit 1`,
    );
    const { clinic_id: clinicId, user_id: userId } = member ?? {};
    const setRole = `update memberships set role = 'nurse' where clinic_id = $1 and user_id = $2`;
    await expect(database.pools.superuser.query(setRole, [clinicId, userId])).rejects.toMatchObject({
      constraint: 'memberships_role_check',
    });
    const { capabilityRoles } = words;
    await migrateTo({
      ...words,
      clinicRoles: [...words.clinicRoles, 'nurse'],
      capabilityRoles: {
        ...capabilityRoles,
        'patients.read': [...(capabilityRoles['patients.read'] ?? []), 'nurse'],
      },
    });
    await database.pools.superuser.query(setRole, [clinicId, userId]);
    const seen = await acting(database.pools.api, { userId: String(userId) }, async (client) => {
      const count = async (table: string) =>
        Number(
          (await client.query(`select count(*) from ${table} where clinic_id = $1`, [clinicId])).rows[0]
            ?.count,
        );
      return {
        patients: await count('patients'),
        bookings: await count('bookings'),
        payments: await count('payments'),
        audit: await count('audit_log'),
      };
    });
    expect(seen.patients).toBeGreaterThan(0);
    expect(seen).toMatchObject({ bookings: 0, payments: 0, audit: 0 });
    await expect(migrateTo(words)).rejects.toMatchObject({ code: 'failed_sql' });
  });
});

test('an unknown capability raises where a policy or a function asks for it', async () => {
  await expect(rowsOf(`select actor_clinics_with('bookings.reed')`)).rejects.toMatchObject({
    code: 'HF001',
    message: 'bookings.reed is no capability',
  });
});
