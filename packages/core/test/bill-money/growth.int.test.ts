import { providerId } from '@holdfast/testkit/fake-gateway';
import { filledTables, fillMoney } from '@holdfast/testkit/fill-money';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { createReviewBills } from '../../src/usecases/money/review-bills.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill } from './bill-rig.ts';

/**
 * What one delivery reads must not grow with the tables: measured as the role that runs it, on thousands of rows of each. Under row
 * security an operator that is not leakproof carries no index, so that a plan of the superuser proves nothing.
 */

const rowCount = Number(process.env.HOLDFAST_GROWTH_ROWS ?? 3_000);

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

/** Rows read by scans and through indexes, by table. */
async function scanned(): Promise<Record<string, number>> {
  await world.rig.rows('select pg_stat_force_next_flush()');
  const rows = await world.rig.rows<{ relname: string; tuples: string }>(
    'select relname, seq_tup_read + coalesce(idx_tup_fetch, 0) as tuples from pg_stat_user_tables where relname = any ($1)',
    [filledTables],
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
  await fillMoney(world.rig.database.pools.superuser, rowCount);
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
  const grown = filledTables.filter((table) => (after[table] ?? 0) - (before[table] ?? 0) >= rowCount / 10);
  expect(grown).toEqual([]);
});
