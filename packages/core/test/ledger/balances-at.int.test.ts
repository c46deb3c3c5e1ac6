import { ledgerAccount } from '@holdfast/contract/money/chart-of-accounts';
import { advanceClock } from '@holdfast/testkit/advance-clock';
import { providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMarkLedger } from '../../src/usecases/ledger/mark-ledger.ts';
import { createReadBalances } from '../../src/usecases/ledger/read-balances.ts';
import { attemptAct, type BillRig, createBillRig } from '../bill-money/bill-rig.ts';
import { untilComplete } from './until-complete.ts';

let world: BillRig;
let mark: () => Promise<number>;
let balancesAt: ReturnType<typeof createReadBalances>;
let clinicId: string;
beforeAll(async () => {
  world = await createBillRig();
  mark = createMarkLedger({ tx: world.rig.tx.worker });
  balancesAt = createReadBalances({ tx: world.rig.tx.worker });
  clinicId = world.rig.clinics.asha.id;
});
afterAll(() => world.close());

const rows = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
  world.rig.rows<Row>(text, values);

async function post(): Promise<void> {
  const place = await world.held();
  await world.apply(place, () => [attemptAct(place, 'captured', { providerPaymentId: providerId('pay') })]);
}

/** Marks everything that has been posted. */
async function markAll(): Promise<string> {
  await untilComplete(world.rig);
  await mark();
  return lastMark();
}

async function lastMark(): Promise<string> {
  const [last] = await rows<{ at: string }>(
    `select to_json(marked_at) #>> '{}' as at from ledger_marks order by id desc limit 1`,
  );
  if (!last) throw new Error('no mark');
  return last.at;
}

/** What the entries say, without marks and checkpoints. */
async function summedUp(): Promise<Record<string, number>> {
  const found = await rows<{ account: string; sum: string }>(
    `select account, sum(amount_minor)::text as sum from ledger_entries where clinic_id = $1
     group by account having sum(amount_minor) <> 0`,
    [clinicId],
  );
  return Object.fromEntries(found.map(({ account, sum }) => [account, Number(sum)]));
}

async function told(at: string): Promise<Record<string, number>> {
  const books = await balancesAt(clinicId, at);
  return Object.fromEntries(
    (books?.balances ?? []).map(({ account, amountMinor }) => [account, amountMinor]),
  );
}

test('nothing is told before the first mark, and without news none is added', async () => {
  expect(await balancesAt(clinicId, new Date().toISOString())).toBeUndefined();
  await post();
  const at = await markAll();
  await mark();
  expect(await lastMark()).toBe(at);
  expect(await told(at)).toEqual(await summedUp());
});

test('a time is read the same again after a slower transaction has committed', async () => {
  await markAll();
  const slow = await world.rig.database.pools.owner.connect();
  const entry = `insert into ledger_entries (clinic_id, posting_id, account, owner_id, amount_minor, currency)
    select $1, $2, a.account, $3, a.amount, 'INR' from (values ('suspense', -7), ('provider_balance', 7)) a (account, amount)`;
  try {
    const place = await world.held();
    await slow.query('begin');
    const { rows: postings } = await slow.query(
      `insert into ledger_postings (clinic_id, id, fact_key, bill_id, cause, effective_at)
       values ($1, uuidv7(), 'slow', $2, 'capture', app_now()) returning id`,
      [clinicId, place.billId],
    );
    await slow.query(entry, [clinicId, postings[0].id, place.providerAccountId]);
    // Committed after the slow one began, so it lies beyond the horizon that the slow one holds.
    await post();
    await mark();
    const now = new Date(Date.now() + 60_000).toISOString();
    const during = await balancesAt(clinicId, now);
    if (!during) throw new Error('no books');
    await slow.query('commit');
    expect(await balancesAt(clinicId, during.markedAt)).toEqual(during);
    await markAll();
    expect(await balancesAt(clinicId, during.markedAt)).toEqual(during);
    expect(await told(now)).toEqual(await summedUp());
    expect((await summedUp())[ledgerAccount.suspense]).toBe(-7);
  } finally {
    slow.release(true);
  }
});

test('every mark tells for ever what the entries summed up to, over checkpoints and between them', async () => {
  const kept = new Map<string, Record<string, number>>();
  for (let day = 0; day < 3; day += 1) {
    for (let n = 0; n < 3; n += 1) {
      await post();
      kept.set(await markAll(), await summedUp());
    }
    await advanceClock(world.rig.database, { hours: 25 });
  }
  for (const [at, sums] of kept) expect([at, await told(at)]).toEqual([at, sums]);
  const checkpoints = await rows('select 1 from ledger_marks where is_checkpoint');
  expect(checkpoints.length).toBeGreaterThanOrEqual(3);
});

test('markers that meet add one mark for what was posted, in the order of times and horizons', async () => {
  await post();
  await Promise.all(Array.from({ length: 8 }, () => mark()));
  await markAll();
  const disorder = await rows(
    `select 1 from ledger_marks a join ledger_marks b on b.id > a.id where b.marked_at <= a.marked_at or b.horizon <= a.horizon`,
  );
  expect(disorder).toEqual([]);
});

test('another clinic’s money is not in the books of this one', async () => {
  const other = await balancesAt(world.rig.clinics.alameda.id, await lastMark());
  expect(other?.balances).toEqual([]);
});

test('a ledger restored into a cluster with lower transaction ids is not marked, and says so', async () => {
  await world.rig.database.pools.superuser.query(
    `insert into ledger_marks (marked_at, horizon, is_checkpoint) values (app_now() + interval '1 year', '9000000000000', false)`,
  );
  await expect(mark()).rejects.toMatchObject({
    code: 'INTERNAL',
    internal: expect.stringContaining('begin below the last mark'),
  });
});

test('only its own worker marks, and nobody changes a mark', async () => {
  const { pools } = world.rig.database;
  await expect(pools.api.query('select mark_ledger(1, 1)')).rejects.toThrow(/permission denied/);
  await expect(pools.owner.query('update ledger_marks set is_checkpoint = true')).rejects.toThrow();
  await expect(pools.owner.query('delete from ledger_checkpoints')).rejects.toThrow();
});
