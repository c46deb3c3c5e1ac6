import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/client.ts';
import { toStorageError } from '../../src/pg-errors.ts';
import type { ActingAs } from './acting.ts';
import { acting } from './acting.ts';
import { providerAccountId } from './money-rows.ts';
import type { World } from './people.ts';
import { clinic, user } from './people.ts';
import { seedWorld } from './world.ts';

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase();
  world = await seedWorld(database.pools.superuser);
});
afterAll(() => database.close());

const idOf = (table: string, label: string): string => String(world[table]?.[label]?.id);
const kindOf = (error: unknown): string => toStorageError(error)?.kind ?? String(error);
const tryAs = (actor: ActingAs, sql: string, values: readonly unknown[]): Promise<string> =>
  acting(database.pools.api, actor, (client) =>
    client.query(sql, [...values]).then((result) => `${result.rowCount} rows`, kindOf),
  );

describe("a row is never moved out of its owner's reach", () => {
  test('a patient cannot move a patient record to another account', async () => {
    const sql = 'update patients set user_id = $1 where id = $2';
    expect(await tryAs({ userId: user.own }, sql, [user.other, idOf('patients', 'own/home')])).toBe(
      'forbidden',
    );
  });

  test.each(['patient_id', 'clinic_id'])(
    'the %s of a booking is frozen, for the desk too',
    async (column) => {
      const other = column === 'clinic_id' ? clinic.away : idOf('patients', 'other/home');
      const sql = `update bookings set ${column} = $1 where id = $2`;
      const answer = await tryAs({ userId: user.receptionist }, sql, [other, idOf('bookings', 'own/home')]);
      expect(['forbidden', 'rule']).toContain(answer);
    },
  );

  test('the desk cannot move a payment to another clinic', async () => {
    const sql = 'update payments set clinic_id = $1 where id = $2';
    const answer = await tryAs({ userId: user.receptionist }, sql, [
      clinic.away,
      idOf('payments', 'own/home'),
    ]);
    expect(answer).toBe('forbidden');
  });
});

test.each([user.own, user.receptionist, user.admin])(
  '%s cannot say what a payment came to',
  async (userId) => {
    for (const change of [`state = 'captured'`, `provider_order_id = 'order_x'`, 'amount_minor = 1']) {
      const sql = `update payments set ${change} where id = $1`;
      expect(await tryAs({ userId }, sql, [idOf('payments', 'own/home')])).toBe('forbidden');
    }
    const refund = `insert into refunds (clinic_id, payment_id, attempt_id, amount_minor, currency, reason, cause_key, requested_by)
    select clinic_id, payment_id, id, 1, currency, 'clinic_cancelled', 'other', $2 from payment_attempts where id = $1`;
    expect(await tryAs({ userId }, refund, [idOf('payment_attempts', 'own/home'), userId])).toBe('forbidden');
    const route = `insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
    select provider_account_id, 'order_x', 'order', clinic_id, payment_id from payment_attempts where id = $1`;
    expect(await tryAs({ userId }, route, [idOf('payment_attempts', 'own/home')])).toBe('forbidden');
  },
);

test.each([user.own, user.receptionist])(
  '%s opens no bill that shows money, and no payment that leads to an order',
  async (userId) => {
    const patient = idOf('patients', 'own/home');
    const bill = `insert into bills (clinic_id, patient_id, currency, $column) values ($1, $2, 'INR', $value)`;
    const payment = `insert into payments (clinic_id, bill_id, booking_id, patient_id, rail, amount_minor, currency, $column)
      select clinic_id, bill_id, booking_id, patient_id, rail, amount_minor, currency, $value from payments where id = $1`;
    const withColumn = (sql: string, column: string, value: string) =>
      sql.replace('$column', column).replace('$value', value);
    for (const [column, value] of [
      ['funds_minor', '1000'],
      ['mode', `'test'`],
      ['version', '7'],
    ] as const) {
      const answer = await tryAs({ userId }, withColumn(bill, column, value), [clinic.home, patient]);
      expect(`${column} ${answer}`).toBe(`${column} forbidden`);
    }
    for (const [column, value] of [
      ['provider_order_id', `'order_2'`],
      ['provider_account_id', `'${providerAccountId}'`],
      ['state', `'pending'`],
    ] as const) {
      const answer = await tryAs({ userId }, withColumn(payment, column, value), [
        idOf('payments', 'own/home'),
      ]);
      expect(`${column} ${answer}`).toBe(`${column} forbidden`);
    }
  },
);

describe('a provider order is attached by', () => {
  const attach = (userId: string, label: string) => attachAs({ userId }, label);
  const attachAs = (actor: ActingAs, label: string) =>
    acting(database.pools.api, actor, async (client) => {
      const { rows } = await client.query(
        `select order_id from attach_provider_order($1, $2, $3, 'order_new')`,
        [label.endsWith('home') ? clinic.home : clinic.away, idOf('payments', label), providerAccountId],
      );
      return rows.length;
    });

  test('the patient and the desk of the payment', async () => {
    expect(await attach(user.own, 'own/home')).toBe(1);
    expect(await attach(user.own, 'own/away')).toBe(1);
    expect(await attach(user.receptionist, 'other/home')).toBe(1);
  });

  test('nobody else', async () => {
    expect(await attach(user.own, 'other/home')).toBe(0);
    expect(await attach(user.receptionist, 'own/away')).toBe(0);
    expect(await attach(user.doctor, 'own/home')).toBe(0);
    expect(await attach(user.payee, 'own/home')).toBe(0);
  });

  test('no code of the API that acts for nobody, as the log-in does', async () => {
    expect(await attachAs({ system: 'system:auth' }, 'own/home')).toBe(0);
    expect(await attachAs({}, 'own/home')).toBe(0);
  });
});

describe('no actor writes in the name of another', () => {
  test('in the audit log', async () => {
    const sql = `insert into audit_log (clinic_id, actor, action, subject_id) values ($1, $2, 'x', $1)`;
    const as = (name: string) => tryAs({ userId: user.receptionist }, sql, [clinic.home, name]);
    expect(await as(`user:${user.admin}`)).toBe('forbidden');
    expect(await as('owner')).toBe('forbidden');
    expect(await as(`user:${user.receptionist}`)).toBe('1 rows');
    expect(await tryAs({}, sql, [clinic.home, 'owner'])).toBe('forbidden');
  });

  test('on a cover', async () => {
    const sql = `insert into bill_covers (clinic_id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
      select clinic_id, bill_id, id, $2, $3, currency, $4 from bookings where id = $1`;
    const as = (userId: string, label: string, kind: string, granter: string, amountMinor = 1000) =>
      tryAs({ userId }, sql, [idOf('bookings', label), kind, amountMinor, granter]);
    expect(await as(user.receptionist, 'own/home', 'waiver', user.admin)).toBe('forbidden');
    expect(await as(user.receptionist, 'own/home', 'waiver', user.receptionist)).toBe('1 rows');
    // Where the clinic lets patients confirm: their own booking, for its price. It has that cover already.
    expect(await as(user.own, 'own/home', 'desk_permission', user.own)).toBe('forbidden');
    expect(await as(user.own, 'own/away', 'waiver', user.own)).toBe('forbidden');
    expect(await as(user.own, 'own/away', 'desk_permission', user.own, 999)).toBe('forbidden');
    expect(await as(user.own, 'own/away', 'desk_permission', user.own)).toBe('unique');
  });
});

describe('one pooled connection', () => {
  const visible = 'select id from bookings order by id';
  const rowsOf = async (actor: ActingAs, pool = database.pools.api): Promise<string[]> =>
    acting(pool, actor, async (client) =>
      (await client.query<{ id: string }>(visible)).rows.map((row) => row.id),
    );

  test('shows each user only their own rows, in turn and without an actor', async () => {
    const pool = createPool({
      connectionString: database.urls.api,
      max: 1,
      acquireTimeoutMs: 5_000,
      applicationName: 'one-connection',
      onIdleError: () => undefined,
    });
    const own = [idOf('bookings', 'own/home'), idOf('bookings', 'own/away')].sort();
    const other = [idOf('bookings', 'other/home'), idOf('bookings', 'other/away')].sort();
    try {
      const backends = new Set<number>();
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await rowsOf({ userId: user.own }, pool)).toEqual(own);
        expect((await pool.query(visible)).rows).toEqual([]);
        expect(await rowsOf({ userId: user.other }, pool)).toEqual(other);
        expect(await rowsOf({}, pool)).toEqual([]);
        backends.add((await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0);
      }
      expect(backends.size).toBe(1);
    } finally {
      await pool.end();
    }
  });

  test('keeps nothing of an actor after a failed transaction or a savepoint that was rolled back', async () => {
    const client = await database.pools.api.connect();
    try {
      await client.query('begin');
      await client.query('savepoint before');
      await client.query(`select enter_actor($1, '', '', null, null, null)`, [user.own]);
      await client.query('rollback to savepoint before');
      expect((await client.query(visible)).rows).toEqual([]);
      await client.query(`select enter_actor($1, '', '', null, null, null)`, [user.own]);
      await client.query('select 1 / 0').catch(() => undefined);
      await client.query('rollback');
      expect((await client.query(visible)).rows).toEqual([]);
    } finally {
      client.release(true);
    }
  });

  test('loses all rights from the first statement after a suspension, even inside an open transaction', async () => {
    await acting(database.pools.api, { userId: user.receptionist }, async (client) => {
      expect((await client.query(visible)).rowCount).toBe(2);
      await database.pools.superuser.query(`update users set status = 'suspended' where id = $1`, [
        user.receptionist,
      ]);
      expect((await client.query(visible)).rowCount).toBe(0);
    });
    await database.pools.superuser.query(`update users set status = 'active' where id = $1`, [
      user.receptionist,
    ]);
  });
});
