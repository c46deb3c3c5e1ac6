import type { TestDatabase } from '@holdfast/testkit/test-database';
import type { PoolClient } from 'pg';

const past = `clock_timestamp() - interval '1 millisecond'`;

const agings = [
  `update leases set expires_at = ${past} where expires_at > clock_timestamp()`,
  `update messages set leased_until = null, enqueued_at = null, next_try_at = least(next_try_at, ${past})
   where state in ('queued', 'retrying', 'sending', 'unknown')`,
  `update operations set leased_until = null, next_at = least(next_at, ${past})
   where state in ('planned', 'sent', 'unknown') and next_at is not null`,
  `update payments set next_poll_at = ${past} where next_poll_at is not null`,
  `update payment_webhooks set next_try_at = ${past} where state = 'retrying' and next_try_at is not null`,
];

/** The server may still be ending a transaction of a process that was killed: a deadlock with it is tried again. */
async function age(client: PoolClient, statement: string): Promise<void> {
  for (;;) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01') throw error;
    }
  }
}

/**
 * As if minutes had passed: leases of dead processes are expired and waiting work is due. Call it only while no process
 * holds a lease. Triggers are disabled, because only timestamps change.
 */
export async function letTimePass(database: TestDatabase): Promise<void> {
  const client = await database.pools.superuser.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of agings) await age(client, statement);
  } finally {
    client.release(true);
  }
}
