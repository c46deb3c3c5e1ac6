import { randomUUID } from 'node:crypto';
import { commitMoney, readBill } from '@holdfast/db/repos/bills.repo';
import { advanceClock } from '@holdfast/testkit/advance-clock';
import { providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BillChanges, changesOf, together } from '../../src/domain/money/bill-changes.ts';
import { decideMoney } from '../../src/domain/money/decide-money.ts';
import { asSystem } from '../../src/usecase.ts';
import { billOfRow } from '../../src/usecases/money/bill-of-row.ts';
import { createReviewBills } from '../../src/usecases/money/review-bills.ts';
import { countedDeadlocks } from '../deadlocks.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill, refundActs } from './bill-rig.ts';
import { rules } from './bill-world.ts';
import { faultsOf, outcomeOf } from './outcome.ts';

let world: BillRig;
beforeAll(async () => {
  world = await createBillRig();
});
afterAll(() => world.close());

const priceOf = ({ held }: HeldBill): number => held.offer.checkout?.amount.amountMinor ?? 0;
const captured = (place: HeldBill, providerPaymentId = providerId('pay'), change = {}) =>
  attemptAct(place, 'captured', { providerPaymentId, ...change });

const bookingsOf = async ({ billId }: HeldBill) =>
  (
    await world.rig.rows<{ state: string }>('select state from bookings where bill_id = $1 order by id', [
      billId,
    ])
  ).map(({ state }) => state);

const balancesOf = async ({ billId }: HeldBill): Promise<Record<string, number>> => {
  const rows = await world.rig.rows<{ account: string; balance: string }>(
    `select e.account, sum(e.amount_minor)::text as balance
     from ledger_postings p join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
     where p.bill_id = $1 group by 1 having sum(e.amount_minor) <> 0`,
    [billId],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, Number(balance)]));
};

describe('what the writer commits is what the reducer decided', () => {
  test('a capture: attempt, booking, ledger and message in one commit', async () => {
    const place = await world.held();
    const decided = await world.apply(place, () => [captured(place)]);
    const stored = await world.read(place);
    expect(outcomeOf(stored)).toEqual(outcomeOf(decided));
    expect(stored.version).toBe(decided.version + 1);
    expect(await bookingsOf(place)).toEqual(['confirmed']);
    expect(await balancesOf(place)).toEqual({
      provider_balance: priceOf(place),
      patient_funds: -priceOf(place),
    });
    const messages = await world.rig.rows('select kind from messages where subject_id = $1', [
      place.held.booking.id,
    ]);
    expect(messages).toEqual([{ kind: 'booking_confirmed' }]);
  });

  test('text that PostgreSQL cannot store as JSON loses its characters, and no fact is lost with it', async () => {
    const place = await world.held();
    const errorReason = 'a \u0000 null and a lone \ud800 surrogate';
    await world.apply(place, () => [
      attemptAct(place, 'failed', { providerPaymentId: providerId('pay'), errorReason }),
    ]);
    const [attempt] = (await world.read(place)).attempts;
    expect(attempt).toMatchObject({ state: 'failed', errorReason: 'a  null and a lone \ufffd surrogate' });
  });

  test('the same fact again writes nothing, not even a version', async () => {
    const place = await world.held();
    const fact = captured(place);
    await world.apply(place, () => [fact]);
    const before = await world.read(place);
    await world.apply(place, () => [fact]);
    expect(await world.read(place)).toEqual(before);
  });

  test('a refund made at the provider in two parts opens an item that its failure closes again', async () => {
    const place = await world.held();
    const providerPaymentId = providerId('pay');
    await world.apply(place, () => [captured(place, providerPaymentId)]);
    const refund = { providerPaymentId, providerRefundId: providerId('rfnd'), amountMinor: 30_000 };
    await world.apply(place, refundActs({ ...refund, state: 'processed' }));
    expect((await world.read(place)).items.map(({ kind }) => kind)).toEqual(['uncovered_visit']);
    expect(await bookingsOf(place)).toEqual(['confirmed']);
    await world.apply(place, refundActs({ ...refund, state: 'failed' }));
    expect((await world.read(place)).items).toEqual([]);
    const items = await world.rig.rows(
      'select closed_at is not null as closed from items where bill_id = $1',
      [place.billId],
    );
    expect(items).toEqual([{ closed: true }]);
  });

  test('late money takes the time again, once, on the same bill', async () => {
    const place = await world.held({ isLate: true, keepIfLate: true });
    await world.apply(place, () => [captured(place)]);
    expect(await bookingsOf(place)).toEqual(['expired', 'confirmed']);
    expect((await world.read(place)).bookings.at(-1)?.predecessorId).toBe(place.held.booking.id);
  });

  test('late money whose doctor is on leave goes back', async () => {
    const place = await world.held({ isLate: true, keepIfLate: true });
    const { booking } = place.held;
    await world.rig.database.pools.superuser.query(
      `insert into schedule_leaves (clinic_id, doctor_id, during)
       select clinic_id, doctor_id, during from bookings where id = $1`,
      [booking.id],
    );
    const decided = await world.apply(place, () => [captured(place)]);
    expect(await bookingsOf(place)).toEqual(['expired']);
    expect(decided.requests).toMatchObject([{ reason: 'late_payment', amountMinor: priceOf(place) }]);
    expect(await balancesOf(place)).toEqual({
      provider_balance: priceOf(place),
      refund_due: -priceOf(place),
    });
  });

  test('wrong money waits for a person until the review that returns it', async () => {
    const place = await world.held();
    await world.apply(place, () => [captured(place, providerId('pay'), { amountMinor: 70_000 })]);
    const { reviewAt, items } = await world.read(place);
    expect(items).toMatchObject([{ kind: 'wrong_money', amountMinor: 70_000 }]);
    const wait = (reviewAt?.getTime() ?? 0) - (items[0]?.openedAt.getTime() ?? 0);
    expect(wait).toBe(rules.wrongMoneySeconds * 1000);
    const [row] = await world.rig.rows<{ waits: boolean }>(
      'select review_at is not null as waits from bills where id = $1',
      [place.billId],
    );
    expect(row).toEqual({ waits: true });
  });
});

describe('several bills in one call', () => {
  async function decided(place: HeldBill, n: number) {
    const row = await asSystem(world.deps, 'system:webhook', 'batch', (tx) =>
      readBill(tx, place.clinicId, place.billId),
    );
    if (!row) throw new Error('no bill');
    const { bill: before, now, bookingVersions } = billOfRow(row);
    const { bill: after, postings } = decideMoney(before, [captured(place)], {
      now,
      rules,
      newId: randomUUID,
    });
    return changesOf({ n, before, after, postings, bookingVersions });
  }
  const commit = (all: readonly BillChanges[]) =>
    asSystem(world.deps, 'system:webhook', 'batch', (tx) =>
      commitMoney(tx, { changes: together(all), reason: '' }),
    );

  test('are written together, each whole', async () => {
    const places = [await world.held(), await world.held(), await world.held()];
    const changes = await Promise.all(places.map((place, n) => decided(place, n)));
    expect(await commit(changes)).toEqual([0, 1, 2]);
    for (const place of places) expect(await bookingsOf(place)).toEqual(['confirmed']);
  });

  test('are written without the one that has moved', async () => {
    const places = [await world.held(), await world.held()];
    const changes = await Promise.all(places.map((place, n) => decided(place, n)));
    const [moved, still] = places;
    if (!moved || !still) throw new Error('no bills');
    await world.apply(moved, () => [attemptAct(moved, 'failed', { providerPaymentId: providerId('pay') })]);
    expect(await commit(changes)).toEqual([1]);
    expect([await bookingsOf(moved), await bookingsOf(still)]).toEqual([['awaiting_payment'], ['confirmed']]);
  });
});

describe('a decision on what has moved since', () => {
  test('is not written at all', async () => {
    const place = await world.held();
    const before = await world.read(place);
    const decider = { now: new Date(), rules, newId: randomUUID };
    const stale = decideMoney(before, [captured(place)], decider);
    await world.apply(place, () => [captured(place)]);
    const changes = changesOf({
      n: 7,
      before,
      after: stale.bill,
      postings: stale.postings,
      bookingVersions: new Map([[place.held.booking.id, 2]]),
    });
    const written = await asSystem(world.deps, 'system:webhook', 'stale', (tx) =>
      commitMoney(tx, { changes, reason: '' }),
    );
    expect(written).toEqual([]);
    expect((await world.read(place)).attempts).toHaveLength(1);
  });

  test('is not written when only the booking moved', async () => {
    const place = await world.held();
    const before = await world.read(place);
    const decider = { now: new Date(), rules, newId: randomUUID };
    const stale = decideMoney(before, [captured(place)], decider);
    const bookingVersions = new Map([[place.held.booking.id, 99]]);
    const changes = changesOf({ n: 1, before, after: stale.bill, postings: stale.postings, bookingVersions });
    const written = await asSystem(world.deps, 'system:webhook', 'stale', (tx) =>
      commitMoney(tx, { changes, reason: '' }),
    );
    expect(written).toEqual([]);
    expect(await bookingsOf(place)).toEqual(['awaiting_payment']);
  });
});

describe('many deciders at once', () => {
  test('16 at a time on few bills lose no fact and apply each once', async () => {
    const places = await Promise.all(Array.from({ length: 4 }, () => world.held()));
    const ids = places.map(() => [providerId('pay'), providerId('pay')]);
    const jobs = places.flatMap((place, index) =>
      (ids[index] ?? []).flatMap((providerPaymentId) => [
        () => world.apply(place, () => [attemptAct(place, 'authorized', { providerPaymentId })]),
        () => world.apply(place, () => [captured(place, providerPaymentId)]),
        () =>
          world.apply(place, () => [captured(place, providerPaymentId, { feeMinor: 1_888, taxMinor: 288 })]),
        () => world.apply(place, () => [captured(place, providerPaymentId)]),
      ]),
    );
    const queue = [...jobs];
    const worker = async (): Promise<void> => {
      for (let job = queue.shift(); job; job = queue.shift()) await job();
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    for (const place of places) {
      const bill = await world.read(place);
      expect(faultsOf(bill)).toEqual([]);
      expect(bill.attempts.map(({ state, feeMinor }) => [state, feeMinor])).toEqual([
        ['captured', 1_888],
        ['captured', 1_888],
      ]);
      expect(bill.items).toMatchObject([{ kind: 'surplus', amountMinor: priceOf(place) }]);
      expect(await bookingsOf(place)).toEqual(['confirmed']);
    }
    const [books] = await world.rig.rows<{ sum: string }>(
      'select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries',
    );
    expect(books).toEqual({ sum: '0' });
  });

  test('caused no deadlock', async () => {
    expect(await countedDeadlocks(world.rig)).toBe(0);
  });
});

test('nothing is added to a posting after its own transaction', async () => {
  const place = await world.held();
  await world.apply(place, () => [captured(place)]);
  await expect(
    world.rig.database.pools.superuser.query(
      `insert into ledger_entries (clinic_id, posting_id, account, owner_id, amount_minor, currency)
       select clinic_id, id, v.account, $1, v.amount, 'INR'
       from ledger_postings, (values ('suspense', 5), ('patient_funds', -5)) v (account, amount) where bill_id = $1`,
      [place.billId],
    ),
  ).rejects.toThrow('an entry is written with its posting');
});

// Last: the clock never goes back.
describe('time that passes', () => {
  test('returns wrong money that nobody placed, once, at the review', async () => {
    const place = await world.held();
    await world.apply(place, () => [captured(place, providerId('pay'), { amountMinor: 60_000 })]);
    const review = createReviewBills(world.deps);
    expect(await review(new AbortController().signal)).toBe(0);
    await advanceClock(world.rig.database, { seconds: rules.wrongMoneySeconds + 60 });
    expect(await review(new AbortController().signal)).toBeGreaterThan(0);
    expect(await review(new AbortController().signal)).toBe(0);
    const { requests, operations } = await world.read(place);
    expect(requests).toMatchObject([{ reason: 'wrong_payment', amountMinor: 60_000, state: 'requested' }]);
    expect(operations.filter(({ kind }) => kind === 'refund')).toMatchObject([
      { state: 'planned', amountMinor: 60_000 },
    ]);
  });
});
