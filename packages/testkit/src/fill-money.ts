import type pg from 'pg';

/**
 * Each table of money is filled by copies of one of its rows. Named here: the columns in which each copy differs, and what makes
 * it the row of a visit that is over, with nothing left to do.
 */
const copies: Readonly<Record<string, string>> = {
  bills: `'id', uuid_of('bill', n), 'patient_id', uuid_of('patient', n / 20), 'review_at', null`,
  bookings: `'id', uuid_of('booking', n), 'bill_id', uuid_of('bill', n), 'payment_id', uuid_of('payment', n),
    'patient_id', uuid_of('patient', n / 20), 'state', 'completed', 'predecessor_id', null, 'during', tstzrange(time_of(n), time_of(n + 1)),
    'visit_date', time_of(n)::date`,
  bill_lines: `'id', uuid_of('line', n), 'bill_id', uuid_of('bill', n), 'booking_id', uuid_of('booking', n)`,
  payments: `'id', uuid_of('payment', n), 'bill_id', uuid_of('bill', n), 'booking_id', uuid_of('booking', n),
    'patient_id', uuid_of('patient', n / 20), 'provider_order_id', 'order_fill' || n,
    'provider_account_id', (select id from provider_accounts order by id limit 1), 'next_poll_at', null`,
  payment_attempts: `'id', uuid_of('attempt', n), 'payment_id', uuid_of('payment', n), 'provider_payment_id', 'pay_fill' || n`,
  provider_objects: `'object_id', 'pay_fill' || n, 'payment_id', uuid_of('payment', n)`,
  provider_refunds: `'id', uuid_of('told', n), 'attempt_id', uuid_of('attempt', n), 'provider_refund_id', 'rfnd_fill' || n,
    'request_id', null`,
  refunds: `'id', uuid_of('refund', n), 'payment_id', uuid_of('payment', n), 'attempt_id', uuid_of('attempt', n),
    'state', 'processed'`,
  operations: `'id', uuid_of('operation', n), 'bill_id', uuid_of('bill', n), 'subject_id', uuid_of('refund', n),
    'state', 'confirmed', 'next_at', null, 'leased_until', null`,
  items: `'id', uuid_of('item', n), 'bill_id', uuid_of('bill', n), 'subject_id', uuid_of('attempt', n), 'closed_at', now()`,
  ledger_postings: `'id', uuid_of('posting', n), 'bill_id', uuid_of('bill', n), 'fact_key', 'fill' || n`,
  ledger_entries: `'id', uuid_of('entry', n), 'posting_id', uuid_of('posting', n)`,
  payment_webhooks: `'id', uuid_of('webhook', n), 'deduplication_key', 'fill' || n, 'state', 'applied', 'next_try_at', null`,
  state_history: `'id', 9000000 + n, 'subject_id', uuid_of('booking', n)`,
};

export const filledTables: readonly string[] = Object.keys(copies);

/**
 * Adds `count` rows to each table of money, all of which need a first row. Triggers and foreign keys are not asked. Ids are in order,
 * like those that begin with their time: an index grows at its end.
 */
export async function fillMoney(superuser: pg.Pool, count: number): Promise<void> {
  const client = await superuser.connect();
  try {
    await client.query(`
      create function pg_temp.uuid_of(kind text, n int) returns uuid language sql immutable
        as $$ select (substr(md5(kind), 1, 8) || lpad(to_hex(n), 24, '0'))::uuid $$;
      create function pg_temp.time_of(n int) returns timestamptz language sql immutable
        as $$ select timestamptz '2000-01-01 00:00+00' + n * interval '10 minutes' $$;
      set search_path = public, pg_temp;
      set synchronous_commit = off;
      set session_replication_role = replica`);
    for (const [table, changes] of Object.entries(copies)) {
      const changed = changes
        .replaceAll('uuid_of', 'pg_temp.uuid_of')
        .replaceAll('time_of', 'pg_temp.time_of');
      const { rowCount } = await client.query(
        // Joined, not expanded: `(populate(…)).*` makes the row once for each of its columns.
        `insert into ${table} overriding system value
         select filled.*
         from (select to_jsonb(t) as row from ${table} t limit 1) one, generate_series(1, ${count}) n,
           lateral jsonb_populate_record(null::${table}, one.row || jsonb_build_object(${changed})) filled`,
      );
      if (rowCount !== count) throw new Error(`${table} has no row to copy`);
    }
    await client.query('analyze');
  } finally {
    client.release(true);
  }
}
