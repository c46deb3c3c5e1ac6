import type pg from 'pg';

export interface ActingAs {
  readonly userId?: string;
  readonly system?: string;
}

/** One transaction as this actor, rolled back at its end. */
export async function acting<T>(
  pool: pg.Pool,
  actor: ActingAs,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select enter_actor($1, $2, 'test', null, null, null)`, [
      actor.userId ?? null,
      actor.system ?? null,
    ]);
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}
