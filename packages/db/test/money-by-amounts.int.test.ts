import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../src/migrations-runner.ts';

/** What migration 0014 makes of the money of a filled database of release 0.1. */

interface EarlierRefund {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  readonly provider_refund_id: string | null;
  readonly amount: number;
}

let database: TestDatabase;
let refunds: readonly EarlierRefund[];
let permissions: readonly unknown[];

const rowsOf = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await database.pools.superuser.query<Row & Record<string, unknown>>(sql, [...values])).rows;

beforeAll(async () => {
  database = await createEarlierRelease();
  refunds = await rowsOf<EarlierRefund>(
    'select id, state, reason, provider_refund_id, amount_minor::int as amount from refunds order by id',
  );
  permissions = await rowsOf(
    `select booking_id, kind, granted_by, granted_at from booking_evidence where kind <> 'capture' order by booking_id`,
  );
  await migrate({ connectionString: database.urls.owner });
});
afterAll(() => database.close());

const asked = (): readonly EarlierRefund[] => refunds.filter(({ reason }) => reason !== 'provider_initiated');

describe('refunds of an earlier release', () => {
  test('were there in every state, some of them made at the provider', () => {
    expect(new Set(refunds.map(({ state }) => state))).toEqual(
      new Set(['requested', 'submitted', 'unknown', 'processed', 'failed']),
    );
    expect(refunds.some(({ reason }) => reason === 'provider_initiated')).toBe(true);
  });

  test('are requests where we asked, with the amount and the state that they had', async () => {
    const rows = await rowsOf(
      'select id, state, reason, amount_minor::int as amount from refunds order by id',
    );
    expect(rows).toEqual(asked().map(({ id, state, reason, amount }) => ({ id, state, reason, amount })));
  });

  test('are facts where the provider has told them, under the id that the ledger cites', async () => {
    const rows = await rowsOf(
      'select id, provider_refund_id, request_id, state, amount_minor::int as amount from provider_refunds order by id',
    );
    expect(rows).toEqual(
      refunds.flatMap(({ id, state, reason, provider_refund_id, amount }) =>
        provider_refund_id === null
          ? []
          : [
              {
                id,
                provider_refund_id,
                amount,
                request_id: reason === 'provider_initiated' ? null : id,
                state: state === 'processed' || state === 'failed' ? state : 'submitted',
              },
            ],
      ),
    );
    const [lost] = await rowsOf(
      `select count(*)::int as n from ledger_entries e
       where e.account = 'provider_balance' and not exists (select 1 from payment_attempts a where a.id = e.object_id)
         and not exists (select 1 from provider_refunds f where f.id = e.object_id)`,
    );
    expect(lost).toEqual({ n: 0 });
  });

  test('are taken up by a call where each stood', async () => {
    const rows = await rowsOf<{ id: string; state: string; due: boolean }>(
      'select subject_id as id, state, next_at is not null as due from operations order by subject_id',
    );
    const stateOf = ({ state, provider_refund_id }: EarlierRefund): string => {
      if (provider_refund_id !== null) return 'confirmed';
      if (state === 'failed') return 'refused';
      return state === 'requested' ? 'planned' : 'unknown';
    };
    expect(rows).toEqual(
      asked().map((refund) => {
        const state = stateOf(refund);
        return { id: refund.id, state, due: state === 'planned' || state === 'unknown' };
      }),
    );
  });
});

test('a permission of an earlier release is a cover of the price, by the one who gave it', async () => {
  expect(permissions.length).toBeGreaterThan(0);
  expect(
    await rowsOf('select booking_id, kind, granted_by, granted_at from bill_covers order by booking_id'),
  ).toEqual(permissions);
  const [other] = await rowsOf(
    `select count(*)::int as n from bill_covers c join bookings b on b.id = c.booking_id
     where c.amount_minor <> b.price_minor or c.bill_id <> b.bill_id`,
  );
  expect(other).toEqual({ n: 0 });
});

test('a bill shows what its rows sum up to, and is due for a review where money came', async () => {
  const rows = await rowsOf<{ funds: number; captured: number; due: boolean }>(
    `select l.funds_minor::int as funds, l.review_at is not null as due, coalesce((
       select sum(a.amount_minor) from payments p join payment_attempts a on a.payment_id = p.id
       where p.bill_id = l.id and a.state = 'captured' and a.quarantine_reason is null), 0)::int - coalesce((
       select sum(f.amount_minor) from payments p join payment_attempts a on a.payment_id = p.id
         join provider_refunds f on f.attempt_id = a.id
       where p.bill_id = l.id and a.state = 'captured' and a.quarantine_reason is null and f.state <> 'failed'), 0)::int as captured
     from bills l`,
  );
  expect(rows.filter(({ funds, captured }) => funds !== captured)).toEqual([]);
  expect(rows.filter(({ funds, due }) => funds !== 0 && !due)).toEqual([]);
  expect(rows.some(({ funds }) => funds > 0)).toBe(true);
});
