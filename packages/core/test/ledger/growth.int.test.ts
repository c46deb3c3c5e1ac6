import { advanceClock } from '@holdfast/testkit/advance-clock';
import { providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMarkLedger } from '../../src/usecases/ledger/mark-ledger.ts';
import { createReadBalances } from '../../src/usecases/ledger/read-balances.ts';
import { attemptAct, type BillRig, createBillRig } from '../bill-money/bill-rig.ts';
import { untilComplete } from './until-complete.ts';

/** A read of balances must cost one day of postings, not all of them: counted as the role that reads them. */

const entryCount = Number(process.env.HOLDFAST_LEDGER_ENTRIES ?? 12_000);
const days = 30;
const perDay = entryCount / days;
/** Short enough that there are marks between checkpoints. */
const shiftsPerDay = Math.max(3, Math.ceil(perDay / 3_000));

let world: BillRig;
beforeAll(async () => {
  world = await createBillRig();
});
afterAll(() => world.close());

/** Copies of the first posting and its two entries, one shift's. */
async function postShift(shift: number): Promise<void> {
  const client = await world.rig.database.pools.superuser.connect();
  try {
    await client.query('set session_replication_role = replica');
    const copies = `generate_series(1, ${Math.round(perDay / shiftsPerDay / 2)}) n`;
    const idOf = `md5('${shift}:' || n)::uuid`;
    await client.query(`insert into ledger_postings select (jsonb_populate_record(null::ledger_postings, to_jsonb(p)
        || jsonb_build_object('id', ${idOf}, 'fact_key', '${shift}:' || n, 'posted_xid', pg_current_xact_id()))).*
      from (select * from ledger_postings order by id limit 1) p, ${copies}`);
    await client.query(`insert into ledger_entries overriding system value
      select (jsonb_populate_record(null::ledger_entries, to_jsonb(e) || jsonb_build_object('id', md5(e.id::text || '${shift}:' || n)::uuid, 'posting_id', ${idOf}))).*
      from (select e.* from ledger_entries e where e.posting_id = (select id from ledger_postings order by posted_xid, id limit 1)) e, ${copies}`);
  } finally {
    client.release(true);
  }
}

const entriesRead = async (): Promise<number> => {
  // Sessions report what they read when they end.
  await world.rig.rows(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and usename like 'holdfast%'`,
  );
  await world.rig.rows('select pg_stat_force_next_flush()');
  const [row] = await world.rig.rows<{ tuples: string }>(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::text as tuples from pg_stat_user_tables
     where relname in ('ledger_entries', 'ledger_postings')`,
  );
  return Number(row?.tuples);
};

test('balances of any day read the postings of one day', { timeout: 900_000 }, async () => {
  const { rig } = world;
  const place = await world.held();
  await world.apply(place, () => [attemptAct(place, 'captured', { providerPaymentId: providerId('pay') })]);
  const mark = createMarkLedger({ tx: rig.tx.worker });
  for (let shift = 0; shift < days * shiftsPerDay; shift += 1) {
    await postShift(shift);
    await untilComplete(rig);
    await mark();
    await advanceClock(rig.database, { hours: 24 / shiftsPerDay });
  }
  await rig.rows('vacuum analyze');
  // The last one before each checkpoint: the dearest question of its day.
  const marks = await rig.rows<{ at: Date }>(
    `select marked_at as at from ledger_marks m where not is_checkpoint
       and exists (select 1 from ledger_marks n where n.is_checkpoint and n.id = m.id + 1) order by id`,
  );
  expect(marks.length).toBeGreaterThan(days / 2);
  const [middle, last] = [marks[Math.floor(marks.length / 2)], marks.at(-1)];
  if (!middle || !last) throw new Error('no marks');
  const before = await entriesRead();
  const balancesAt = createReadBalances({ tx: rig.tx.worker });
  for (const { at } of [middle, last]) {
    const books = await balancesAt(rig.clinics.asha.id, at.toISOString());
    expect(books?.balances.length).toBeGreaterThan(0);
  }
  expect((await entriesRead()) - before).toBeLessThan(perDay * 4);
});
