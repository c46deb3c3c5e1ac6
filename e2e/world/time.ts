import type { TestDatabase } from '@holdfast/testkit/test-database';

/**
 * As if minutes had passed: leases of dead processes are expired and waiting work is due. Call it only while no process
 * holds a lease. Triggers are disabled, because only timestamps change.
 */
export async function letTimePass(database: TestDatabase): Promise<void> {
  const client = await database.pools.superuser.connect();
  const past = `clock_timestamp() - interval '1 millisecond'`;
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`update leases set expires_at = ${past} where expires_at > clock_timestamp()`);
    await client.query(
      `update messages set leased_until = null, enqueued_at = null, next_try_at = least(next_try_at, ${past})
       where state in ('queued', 'retrying', 'sending', 'unknown')`,
    );
    await client.query(
      `update operations set leased_until = null, next_at = least(next_at, ${past})
       where state in ('planned', 'sent', 'unknown') and next_at is not null`,
    );
    await client.query(`update payments set next_poll_at = ${past} where next_poll_at is not null`);
    await client.query(
      `update payment_webhooks set next_try_at = ${past} where state = 'retrying' and next_try_at is not null`,
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}
