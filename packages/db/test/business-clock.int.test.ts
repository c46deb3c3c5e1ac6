import { advanceClock } from '@holdfast/testkit/advance-clock';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../src/migrations-runner.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

type Role = keyof TestDatabase['pools'];

async function readValue(role: Role, expression: string): Promise<unknown> {
  const { rows } = await database.pools[role].query<{ value: unknown }>(`select ${expression} as value`);
  return rows[0]?.value;
}

/** Seconds by which the business clock is ahead of the real one, as the role sees it. */
const aheadSeconds = async (role: Role): Promise<number> =>
  Math.round(Number(await readValue(role, 'extract(epoch from app_now() - clock_timestamp())'))) + 0;

const setKind = (kind: string) => database.pools.owner.query('update installation set kind = $1', [kind]);
const register = (role: Role, mode: string) =>
  database.pools[role].query('select register_provider_account($1, $2, $3, $4)', [
    'razorpay',
    'acc_1',
    mode,
    { currencies: [], rails: [], capabilities: {} },
  ]);
const refusedWith = (message: string) => ({ code: 'HF001', detail: 'STATE_CONFLICT', message });

describe('the business clock', () => {
  test('is the real clock until its owner shifts it', async () => {
    for (const role of ['api', 'ingest', 'worker', 'owner'] as const)
      expect(await aheadSeconds(role)).toBe(0);
  });

  test.each([10, 30, 72])('jumps %i hours at once, in open sessions of every role', async (hours) => {
    for (const role of ['api', 'ingest', 'worker'] as const) await aheadSeconds(role);
    await advanceClock(database, { hours });
    for (const role of ['api', 'ingest', 'worker', 'owner'] as const) {
      expect(await aheadSeconds(role)).toBe(hours * 3_600);
    }
  });

  test('reaches defaults, prepared statements and functions that an open session has used before', async () => {
    const client = await database.pools.owner.connect();
    try {
      await client.query(`create function hours_ahead() returns int language plpgsql as $$
        begin return round(extract(epoch from app_now() - clock_timestamp()) / 3600); end $$`);
      const insert = {
        name: 'insert',
        text: `insert into users (display_name, phone) values ('P', $1)
        returning round(extract(epoch from created_at - clock_timestamp()) / 3600)::int as default, hours_ahead() as function`,
      };
      const run = async (phone: string) => (await client.query({ ...insert, values: [phone] })).rows[0];
      for (let time = 0; time < 7; time += 1) {
        expect(await run(`+91981234567${time}`)).toEqual({ default: 0, function: 0 });
      }
      await advanceClock(database, { hours: 10 });
      expect(await run('+919812345678')).toEqual({ default: 10, function: 10 });
      await advanceClock(database, { hours: 20 });
      expect(await run('+919812345679')).toEqual({ default: 30, function: 30 });
    } finally {
      client.release();
    }
  });

  test('moves on within a transaction, as clock_timestamp() does', async () => {
    const client = await database.pools.api.connect();
    try {
      await client.query('begin');
      const first = await client.query<{ now: string }>('select app_now()::text as now');
      const later = await client.query<{ isLater: boolean }>('select app_now() > $1 as "isLater"', [
        first.rows[0]?.now,
      ]);
      expect(later.rows[0]?.isLater).toBe(true);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('costs no call of its own: the planner inlines it', async () => {
    const { rows } = await database.pools.api.query<Record<string, string>>(
      'explain (verbose, costs off) select app_now() from generate_series(1, 2)',
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Output: \(clock_timestamp\(\) \+ '00:00:00'::interval\)/);
  });

  test('keeps its shift when a migration renews the functions', async () => {
    await advanceClock(database, { hours: 30 });
    await migrate({ connectionString: database.urls.owner });
    expect(await aheadSeconds('api')).toBe(30 * 3_600);
  });
});

describe('a shift of the clock is rejected', () => {
  test.each(['api', 'ingest', 'worker'] as const)('to %s', async (role) => {
    const { pools } = database;
    await expect(pools[role].query('select advance_clock(60)')).rejects.toMatchObject({ code: '42501' });
    await expect(pools[role].query('update installation set clock_shift_seconds = 60')).rejects.toMatchObject(
      { code: '42501' },
    );
    await expect(
      pools[role].query(`create or replace function clock_shift() returns interval language sql stable
        as $$ select interval '1 hour' $$`),
    ).rejects.toMatchObject({ code: '42501' });
    expect(await aheadSeconds(role)).toBe(0);
  });

  test('where the installation is live, even for its owner', async () => {
    await setKind('live');
    await expect(advanceClock(database, { hours: 1 })).rejects.toMatchObject(
      refusedWith('the clock of a live installation is not shifted'),
    );
    expect(await aheadSeconds('api')).toBe(0);
  });

  test('where a live provider account is registered, even after its keys become those of a test account', async () => {
    await register('ingest', 'live');
    await register('worker', 'test');
    await expect(advanceClock(database, { hours: 1 })).rejects.toMatchObject(
      refusedWith('a clock is not shifted where a live provider account exists'),
    );
  });

  test('backwards', async () => {
    await advanceClock(database, { hours: 2 });
    await expect(advanceClock(database, { hours: -1 })).rejects.toMatchObject(
      refusedWith('the clock never goes back'),
    );
  });

  test.each(['test', 'demo'])('but not in a %s installation with a test account', async (kind) => {
    await setKind(kind);
    await register('ingest', 'test');
    await advanceClock(database, { hours: 1 });
    expect(await aheadSeconds('worker')).toBe(3_600);
  });
});

describe('where the clock is shifted', () => {
  beforeEach(() => advanceClock(database, { hours: 1 }));

  test.each(['ingest', 'worker'] as const)('no live provider account is registered by %s', async (role) => {
    await register(role, 'test');
    await expect(register(role, 'live')).rejects.toMatchObject(
      refusedWith('a live provider account is not registered where the clock is shifted'),
    );
  });

  test('the installation does not become live', async () => {
    await expect(setKind('live')).rejects.toMatchObject(
      refusedWith('the clock of a live installation is not shifted'),
    );
  });
});

test('of a concurrent shift and registration of a live account, one is rejected', async () => {
  const owner = await database.pools.owner.connect();
  try {
    await owner.query('begin');
    await owner.query('select advance_clock(3600)');
    const registration = register('ingest', 'live').then(
      () => null,
      (error: unknown) => error,
    );
    await expect
      .poll(() => readValue('superuser', `(select count(*)::int from pg_locks where not granted)`))
      .toBeGreaterThan(0);
    await owner.query('commit');
    expect(await registration).toMatchObject(
      refusedWith('a live provider account is not registered where the clock is shifted'),
    );
  } finally {
    owner.release();
  }
});

test('an installation is live until its owner says otherwise', async () => {
  const fresh = await createTestDatabase({ content: 'empty' });
  try {
    await migrate({ connectionString: fresh.urls.owner });
    const { rows } = await fresh.pools.owner.query('select kind, clock_shift_seconds from installation');
    expect(rows).toEqual([{ kind: 'live', clock_shift_seconds: 0 }]);
  } finally {
    await fresh.close();
  }
});
