import { providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { createReviewBills } from '../../src/usecases/money/review-bills.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill } from './bill-rig.ts';

/**
 * What one delivery reads must not grow with the tables: measured as the role that runs it, on thousands of rows of each. Under row
 * security an operator that is not leakproof carries no index, so that a plan of the superuser proves nothing.
 */

const rowCount = Number(process.env.HOLDFAST_GROWTH_ROWS ?? 3_000);

/** Filled by copies of one row; the columns named here are different in each copy. */
const filled: Readonly<Record<string, string>> = {
  bills: `'id', uuid_of('bill', n)`,
  bookings: `'id', uuid_of('booking', n), 'bill_id', uuid_of('bill', n), 'payment_id', uuid_of('payment', n)`,
  bill_lines: `'id', uuid_of('line', n), 'bill_id', uuid_of('bill', n), 'booking_id', uuid_of('booking', n)`,
  payments: `'id', uuid_of('payment', n), 'bill_id', uuid_of('bill', n), 'booking_id', uuid_of('booking', n),
    'provider_order_id', 'order_fill' || n, 'settling_attempt_id', uuid_of('attempt', n)`,
  payment_attempts: `'id', uuid_of('attempt', n), 'payment_id', uuid_of('payment', n), 'provider_payment_id', 'pay_fill' || n`,
  provider_objects: `'object_id', 'pay_fill' || n, 'payment_id', uuid_of('payment', n)`,
  provider_refunds: `'id', uuid_of('told', n), 'attempt_id', uuid_of('attempt', n), 'provider_refund_id', 'rfnd_fill' || n,
    'request_id', null`,
  refunds: `'id', uuid_of('refund', n), 'payment_id', uuid_of('payment', n), 'attempt_id', uuid_of('attempt', n)`,
  operations: `'id', uuid_of('operation', n), 'bill_id', uuid_of('bill', n), 'subject_id', uuid_of('refund', n)`,
  items: `'id', uuid_of('item', n), 'bill_id', uuid_of('bill', n), 'subject_id', uuid_of('attempt', n)`,
  ledger_postings: `'id', uuid_of('posting', n), 'bill_id', uuid_of('bill', n), 'fact_key', 'fill' || n`,
  ledger_entries: `'id', uuid_of('entry', n), 'posting_id', uuid_of('posting', n)`,
  payment_webhooks: `'id', uuid_of('webhook', n), 'deduplication_key', 'fill' || n`,
  state_history: `'id', 9000000 + n, 'subject_id', uuid_of('booking', n)`,
};

let world: BillRig;
let ingest: ReturnType<typeof createIngestEvent>;

async function deliver(place: HeldBill, providerPaymentId: string, refundMinor = 0) {
  const { gateway } = world.rig;
  const act = attemptAct(place, 'captured', { providerPaymentId });
  if (act.kind !== 'attempt') throw new Error('not an attempt');
  const refund = {
    kind: 'refund' as const,
    providerRefundId: providerId('rfnd'),
    providerPaymentId,
    state: 'processed' as const,
    amountMinor: refundMinor,
    currency: 'INR',
    refundId: null,
    bankReference: null,
    occurredAt: new Date(),
  };
  const facts = refundMinor > 0 ? [refund] : [act.fact];
  const event = { eventId: providerId('order'), eventType: 'e', accountId: gateway.accountId, facts };
  const { rawBody, headers } = gateway.sign(event);
  return ingest(gateway, rawBody, headers, 'growth');
}

/** A captured payment, a refund made at the provider, a cancellation with its request: a row in every table. */
async function oneOfEach(): Promise<void> {
  const [place, cancelled] = [await world.held(), await world.held()];
  const providerPaymentId = providerId('pay');
  await deliver(place, providerPaymentId);
  await deliver(place, providerPaymentId, 30_000);
  await deliver(cancelled, providerId('pay'));
  const by = world.rig.clinics.asha.staff.receptionist;
  await world.apply(cancelled, (_, at) => [{ kind: 'cancel', bookingId: cancelled.held.booking.id, by, at }]);
}

async function fill(): Promise<void> {
  const client = await world.rig.database.pools.superuser.connect();
  try {
    await client.query(`create function pg_temp.uuid_of(kind text, n int) returns uuid
      language sql immutable as $$ select md5(kind || n)::uuid $$`);
    await client.query(`set search_path = public, pg_temp`);
    await client.query(`set session_replication_role = replica`);
    for (const [table, changes] of Object.entries(filled)) {
      const { rowCount: added } = await client.query(
        `with one as (select to_jsonb(t) as row from ${table} t limit 1)
         insert into ${table} overriding system value
         select (jsonb_populate_record(null::${table}, one.row || jsonb_build_object(${changes.replaceAll('uuid_of', 'pg_temp.uuid_of')}))).*
         from one, generate_series(1, ${rowCount}) n`,
      );
      expect([table, added]).toEqual([table, rowCount]);
    }
    await client.query('analyze');
  } finally {
    client.release(true);
  }
}

/** Rows read by scans and through indexes, by table. */
async function scanned(): Promise<Record<string, number>> {
  await world.rig.rows('select pg_stat_force_next_flush()');
  const rows = await world.rig.rows<{ relname: string; tuples: string }>(
    'select relname, seq_tup_read + coalesce(idx_tup_fetch, 0) as tuples from pg_stat_user_tables where relname = any ($1)',
    [Object.keys(filled)],
  );
  return Object.fromEntries(rows.map(({ relname, tuples }) => [relname, Number(tuples)]));
}

/** Sessions report what they read when they are idle for a moment or end: the app's own are ended first. */
async function endSessions(): Promise<void> {
  await world.rig.rows(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and usename like 'holdfast%'`,
  );
}

beforeAll(async () => {
  world = await createBillRig();
  ingest = createIngestEvent(world.deps);
  await oneOfEach();
  await fill();
});
afterAll(() => world.close());

test('a delivery, a duplicate, a refund and a review read no table from end to end', async () => {
  const place = await world.held();
  await endSessions();
  const before = await scanned();
  const providerPaymentId = providerId('pay');
  expect(await deliver(place, providerPaymentId)).toMatchObject({ outcome: 'applied' });
  expect(await deliver(place, providerPaymentId)).toMatchObject({ outcome: 'applied' });
  expect(await deliver(place, providerPaymentId, 30_000)).toMatchObject({ outcome: 'applied' });
  await createReviewBills(world.deps)(new AbortController().signal);
  await endSessions();
  const after = await scanned();
  const grown = Object.keys(filled).filter(
    (table) => (after[table] ?? 0) - (before[table] ?? 0) >= rowCount / 10,
  );
  expect(grown).toEqual([]);
});
