import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClinicDay, liveOneDay } from './invariants/clinic-day.ts';

/** The guards of money in the database itself: they hold for a writer that decides wrongly. */

let database: TestDatabase;
let day: ClinicDay;

beforeAll(async () => {
  database = await createTestDatabase();
  day = await liveOneDay(database);
});
afterAll(() => database.close());

type Steps = readonly (readonly [sql: string, ...values: unknown[]])[];

async function begin(): Promise<pg.PoolClient> {
  const client = await database.pools.worker.connect();
  await client.query('begin');
  await client.query(`select enter_actor(null, 'system:reconciler', 'test', null, null, null)`);
  return client;
}

/** All steps in one transaction of the worker, up to what is checked at commit; rolled back. */
async function outcomeOf(steps: Steps): Promise<string> {
  const client = await begin();
  try {
    for (const [sql, ...values] of steps) await client.query(sql, values);
    await client.query('set constraints all immediate');
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const step = (state: string) => ['update bookings set state = $2 where id = $1', day.held, state] as const;
const cover = (amountMinor: number, bookingId = day.held) =>
  [
    `insert into bill_covers (clinic_id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
     select clinic_id, bill_id, $2, 'waiver', $3, currency, $4 from bookings where id = $1`,
    day.held,
    bookingId,
    amountMinor,
    day.patientUserId,
  ] as const;

describe('a booking is confirmed only on a bill that is covered', () => {
  const uncovered = 'a confirmed booking needs cover';

  test('by money or by a permission of its whole price', async () => {
    expect(await outcomeOf([step('confirmed')])).toBe(uncovered);
    expect(await outcomeOf([cover(79_999), step('confirmed')])).toBe(uncovered);
    expect(await outcomeOf([cover(80_000), step('confirmed')])).toBe('accepted');
  });

  test('whatever becomes of it in the same transaction', async () => {
    expect(await outcomeOf([step('confirmed'), step('checked_in')])).toBe(uncovered);
    expect(await outcomeOf([step('confirmed'), step('cancelled')])).toBe('accepted');
  });

  test('and a cover of a booking on another bill covers nothing', async () => {
    expect(await outcomeOf([cover(80_000, day.confirmed), step('confirmed')])).toBe(uncovered);
  });

  test('while a visit whose money goes later is still seen', async () => {
    const moneyGoes = [
      `with posting as (
         insert into ledger_postings (clinic_id, fact_key, bill_id, cause, effective_at)
         select clinic_id, 'gone', bill_id, 'refund_moved', app_now() from bookings where id = $1
         returning clinic_id, id, bill_id)
       insert into ledger_entries (clinic_id, posting_id, account, owner_id, amount_minor, currency)
       select clinic_id, id, account, bill_id, amount_minor, 'INR' from posting,
         (values ('patient_funds', 80000), ('refund_due', -80000)) as e (account, amount_minor)`,
      day.confirmed,
    ] as const;
    const checkIn = ['update bookings set state = $2 where id = $1', day.confirmed, 'checked_in'] as const;
    expect(await outcomeOf([moneyGoes, checkIn])).toBe('accepted');
  });
});

const ask = (providerPaymentId: string, amountMinor: number, currency = 'INR') =>
  [
    `insert into refunds (clinic_id, payment_id, attempt_id, amount_minor, currency, reason, cause_key)
     select clinic_id, payment_id, id, $2::bigint, $3, 'clinic_cancelled', 'other:' || $2::bigint from payment_attempts
     where provider_payment_id = $1`,
    providerPaymentId,
    amountMinor,
    currency,
  ] as const;
const given = (providerPaymentId: string, amountMinor: number, state = 'processed') =>
  [
    `insert into provider_refunds (clinic_id, attempt_id, provider_refund_id, state, amount_minor, currency, occurred_at)
     select clinic_id, id, 'rfnd_' || $2::bigint, $3, $2::bigint, currency, app_now() from payment_attempts where provider_payment_id = $1`,
    providerPaymentId,
    amountMinor,
    state,
  ] as const;

describe('what we ask back never exceeds what was captured and is still there', () => {
  const tooMuch = 'refunds would exceed the capture';

  test('in one request, in several, and when one is raised', async () => {
    expect(await outcomeOf([ask('pay_1', 80_000)])).toBe('accepted');
    expect(await outcomeOf([ask('pay_1', 80_001)])).toBe(tooMuch);
    expect(await outcomeOf([ask('pay_1', 50_000), ask('pay_1', 30_000)])).toBe('accepted');
    expect(await outcomeOf([ask('pay_1', 50_000), ask('pay_1', 30_001)])).toBe(tooMuch);
    expect(await outcomeOf([['update refunds set amount_minor = 80001 where state = $1', 'requested']])).toBe(
      tooMuch,
    );
  });

  test('after a refund that was made at the provider', async () => {
    expect(await outcomeOf([given('pay_1', 30_000), ask('pay_1', 50_000)])).toBe('accepted');
    expect(await outcomeOf([given('pay_1', 30_000), ask('pay_1', 50_001)])).toBe(tooMuch);
    expect(await outcomeOf([given('pay_1', 30_000, 'failed'), ask('pay_1', 80_000)])).toBe('accepted');
  });

  test('in its own currency', async () => {
    expect(await outcomeOf([ask('pay_1', 80_000, 'USD')])).toBe(
      'a refund must be in the currency of its capture',
    );
  });

  test('while a fact of the provider is never refused', async () => {
    expect(await outcomeOf([given('pay_1', 80_001)])).toBe('accepted');
    expect(await outcomeOf([given('pay_4', 80_000)])).toBe('accepted');
  });

  test('also when two writers ask at once', async () => {
    const [first, second] = [await begin(), await begin()];
    try {
      for (const [client, amount] of [
        [first, 50_000],
        [second, 30_001],
      ] as const) {
        const [sql, ...values] = ask('pay_1', amount);
        await client.query(sql, [...values]);
      }
      await first.query('set constraints all immediate');
      const answer = second.query('set constraints all immediate').then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      // The second waits for the first, and then sees what it has asked for.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await first.query('commit');
      expect(await answer).toBe(tooMuch);
    } finally {
      await second.query('rollback');
      first.release();
      second.release();
      await database.pools.superuser.query(`delete from refunds where amount_minor = 50000`);
    }
  });
});

describe('a bill is put into the queue of the reviewer', () => {
  const queued = async (steps: Steps): Promise<number> => {
    const client = await begin();
    try {
      await client.query('delete from bills_to_review');
      for (const [sql, ...values] of steps) await client.query(sql, values);
      const { rows } = await client.query<{ n: number }>('select count(*)::int as n from bills_to_review');
      return rows[0]?.n ?? 0;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const to = (bookingId: string, state: string) =>
    ['update bookings set state = $2 where id = $1', bookingId, state] as const;

  test('when a booking on which money came ends, and not before', async () => {
    expect(await queued([to(day.confirmed, 'cancelled')])).toBe(1);
    expect(await queued([to(day.confirmed, 'checked_in')])).toBe(0);
  });

  test('and not when there is no money to review', async () => {
    expect(await queued([to(day.held, 'cancelled')])).toBe(0);
  });
});
