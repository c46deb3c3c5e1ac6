import type { AttemptFact } from '@holdfast/core/ports/payment-gateway';
import { type ClinicRig, wireCore } from '@holdfast/testkit/clinic-rig';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInvariants } from '../src/invariants.ts';
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
let paidVisit: string;

const rowsOf = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await database.pools.superuser.query<Row & Record<string, unknown>>(sql, [...values])).rows;

/** Ends that the fixture does not have: refused by the provider at once, and on their way by its word. */
const furtherRefunds = [
  { steps: ['submitted', 'failed'], reason: 'clinic_cancelled', told: null, amount: 1_000 },
  { steps: ['submitted'], reason: 'clinic_cancelled', told: 'rfnd_submitted', amount: 2_000 },
  { steps: ['submitted', 'unknown'], reason: 'duplicate_payment', told: 'rfnd_unknown', amount: 3_000 },
  { steps: ['failed'], reason: 'provider_initiated', told: 'rfnd_gone_wrong', amount: 4_000 },
] as const;

/** Written with that release's own triggers, on money of a visit that stands. Returns the visit. */
async function addRefunds(): Promise<string> {
  const [attempt] = await rowsOf<{ id: string; booking_id: string }>(
    `select a.id, p.booking_id from payment_attempts a join payments p on p.id = a.payment_id join bookings b on b.id = p.booking_id
     where a.state = 'captured' and a.quarantine_reason is null and b.state = 'confirmed' and a.amount_minor = b.price_minor
       and not exists (select 1 from refunds r where r.payment_id = p.id) order by a.id limit 1`,
  );
  if (!attempt) throw new Error('the fixture has no paid visit without refunds');
  for (const { steps, reason, told, amount } of furtherRefunds) {
    const [refund] = await rowsOf<{ id: string }>(
      `insert into refunds (clinic_id, payment_id, attempt_id, amount_minor, currency, reason, cause_key, provider_refund_id)
       select clinic_id, payment_id, id, $2, currency, $3, coalesce($4, $3), $4 from payment_attempts where id = $1 returning id`,
      [attempt.id, amount, reason, told],
    );
    for (const state of steps)
      await rowsOf('update refunds set state = $2 where id = $1', [refund?.id, state]);
  }
  return attempt.booking_id;
}

beforeAll(async () => {
  database = await createEarlierRelease();
  paidVisit = await addRefunds();
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

/** Every payment as its provider has it, when it is asked. */
async function capturedAtProvider(): Promise<AttemptFact[]> {
  const rows = await rowsOf<{
    payment: string;
    order: string | null;
    amount: number;
    currency: string;
    state: string;
  }>(
    `select a.provider_payment_id as payment, p.provider_order_id as order, a.amount_minor::int as amount, a.currency, a.state
     from payment_attempts a join payments p on p.id = a.payment_id where a.state in ('authorized', 'captured')`,
  );
  const untold = { method: null, feeMinor: null, taxMinor: null, errorCode: null, errorReason: null };
  return rows.map(({ payment, order, amount, currency, state }) => ({
    ...untold,
    kind: 'attempt',
    providerOrderId: order,
    providerPaymentId: payment,
    state: state as AttemptFact['state'],
    amountMinor: amount,
    currency,
    occurredAt: new Date(),
  }));
}

describe('the first round of the worker', () => {
  let core: Omit<ClinicRig<FakeGateway>, 'clinics'>;

  beforeAll(async () => {
    core = await wireCore(database, { gateway: createFakeGateway() });
    await core.worker.reviewBills();
  });

  test('leaves no bill unreviewed, and every invariant holds without a bill that is still to be reviewed', async () => {
    expect(await rowsOf('select id from bills where review_at <= app_now()')).toEqual([]);
    expect(await rowsOf('select id from bills_to_review')).toEqual([]);
    const board = await runInvariants(database.pools.worker);
    expect(board.filter(({ violations }) => violations !== 0)).toEqual([]);
  });

  test('opens an item for everything that needs a person', async () => {
    const items = await rowsOf<{ kind: string; amount: number; visit: boolean }>(
      `select kind, amount_minor::int as amount, subject_id = $1 as visit from items where closed_at is null order by 1, 2`,
      [paidVisit],
    );
    expect(items).toEqual([
      { kind: 'refund_refused', amount: 80_000, visit: false },
      { kind: 'refund_refused', amount: 80_000, visit: false },
      { kind: 'surplus', amount: 80_000, visit: false },
      // Given back at the provider: the visits stand, and are not paid in full.
      { kind: 'uncovered_visit', amount: 500, visit: false },
      { kind: 'uncovered_visit', amount: 5_000, visit: true },
      { kind: 'wrong_money', amount: 79_900, visit: false },
    ]);
  });

  test('lets each request stand where the provider or its call is', async () => {
    const now = await rowsOf<{ id: string; state: string }>('select id, state from refunds');
    const stateOf = new Map(now.map(({ id, state }) => [id, state]));
    const expected = ({ state, provider_refund_id }: EarlierRefund): string => {
      // Taken on by the provider, whatever we had heard of it.
      if (provider_refund_id !== null && state === 'unknown') return 'submitted';
      // Nobody has told whether it was: it is looked up.
      return provider_refund_id === null && state === 'submitted' ? 'unknown' : state;
    };
    expect(asked().map(({ id }) => stateOf.get(id))).toEqual(asked().map(expected));
  });

  test('carries out what is still owed, each request once, when its calls run', async () => {
    for (const fact of await capturedAtProvider()) core.gateway.attempts.set(fact.providerPaymentId, fact);
    const open = await rowsOf<{ id: string }>(
      `select id from refunds where state in ('requested', 'unknown') order by id`,
    );
    expect(open.length).toBeGreaterThan(4);
    await core.worker.runOperations();
    await core.worker.runOperations();
    const submitted = core.gateway.calls.filter((call) => call.startsWith('submit-refund'));
    expect(submitted.toSorted()).toEqual(open.map(({ id }) => `submit-refund ${id}`));
    expect(await rowsOf(`select id from operations where state not in ('confirmed', 'refused')`)).toEqual([]);
    const board = await runInvariants(database.pools.worker);
    expect(board.filter(({ violations }) => violations !== 0)).toEqual([]);
  });
});
