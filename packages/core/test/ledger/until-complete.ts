import type { ClinicRig } from '@holdfast/testkit/clinic-rig';
import { waitUntil } from '@holdfast/testkit/waiting';

/** Waits until a mark would cover every posting: a transaction of another database may hold the horizon back for a while. */
export function untilComplete(rig: Pick<ClinicRig, 'rows'>): Promise<void> {
  return waitUntil('the horizon passes what was posted', async () => {
    const open = await rig.rows(
      'select 1 from ledger_postings where posted_xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1',
    );
    return open.length === 0;
  });
}
