import type { ClinicRig } from '@holdfast/testkit/clinic-rig';

/**
 * Deadlocks that PostgreSQL has counted in this database. A backend reports its counters when it ends, so the idle ones
 * of the app roles are terminated first; the pools open new ones.
 */
export async function countedDeadlocks(rig: ClinicRig): Promise<number> {
  const own = `datname = current_database() and usename like 'holdfast%'`;
  await rig.rows(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${own}`);
  const [row] = await rig.rows<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  return row?.deadlocks ?? -1;
}
