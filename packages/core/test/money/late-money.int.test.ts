import { runInvariants } from '@holdfast/db/invariants';
import { attemptFact, type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentFact } from '../../src/ports/payment-gateway.ts';
import { countedDeadlocks } from '../deadlocks.ts';
import { outcomesOf } from '../outcomes.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 100, poolMax: 8 });
});
afterAll(() => rig.close());

let day = 0;
const nextDay = () => {
  day += 1;
  return day;
};

function tell(facts: readonly PaymentFact[]) {
  const { rawBody, headers } = rig.gateway.sign({
    eventId: null,
    eventType: 'e',
    accountId: 'acc_fake',
    facts,
  });
  return rig.ingestEvent(rawBody, headers, 'late');
}

/** A hold that the worker has expired. */
async function expired(daysAhead: number, keepIfLate: boolean): Promise<Held> {
  const held = await hold(rig, { daysAhead, keepIfLate });
  await makeHoldOverdue(rig, held.booking.id);
  await rig.worker.expireHolds();
  return held;
}

const read = (bookingId: string, userId: string = rig.clinics.patient.userId) =>
  rig.useCases.bookings.get(asUser(userId), { bookingId: bookingId as never });

const messagesOf = async (held: Held) =>
  (
    await rig.rows<{ kind: string }>(
      `select kind from messages where subject_id in (select id from bookings where payment_id = $1) order by created_at`,
      [held.booking.payment.paymentId],
    )
  ).map((row) => row.kind);

const refundsOf = (held: Held) =>
  rig.rows<{ reason: string; amount_minor: number; state: string }>(
    'select reason, amount_minor::int, state from refunds where payment_id = $1 order by reason',
    [held.booking.payment.paymentId],
  );

const rupees = (amountMinor: number) => ({ amountMinor, currency: 'INR' });

describe('money that arrives after the hold has ended', () => {
  test.each([
    [
      'is on leave then',
      `insert into schedule_leaves (clinic_id, doctor_id, during)
       select clinic_id, doctor_id, tstzrange(lower(during) - interval '1 hour', upper(during) + interval '1 hour')
       from bookings where id = $1`,
    ],
    [
      'sees nobody any more',
      'update doctors set active = false where id = (select doctor_id from bookings where id = $1)',
    ],
    [
      'does not work then any more',
      `update schedule_rules set closes = '08:30', opens = '08:00' where doctor_id = (select doctor_id from bookings where id = $1)`,
    ],
  ])('goes back when the doctor %s, whatever the patient agreed to', async (_name, change) => {
    const held = await hold(rig, { daysAhead: nextDay(), doctor: 2, keepIfLate: true });
    await makeHoldOverdue(rig, held.booking.id);
    await rig.worker.expireHolds();
    const saved = await rig.rows<{ id: string }>(
      `select id, opens, closes from schedule_rules where doctor_id = (select doctor_id from bookings where id = $1)`,
      [held.booking.id],
    );
    await rig.rows(change, [held.booking.id]);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect(await refundsOf(held)).toMatchObject([{ reason: 'late_payment', state: 'requested' }]);
    // As it was, for the next case.
    await rig.rows('delete from schedule_leaves');
    await rig.rows('update doctors set active = true');
    for (const rule of saved) {
      await rig.rows(
        'update schedule_rules set opens = (r).opens, closes = (r).closes from (select jsonb_populate_record(null::schedule_rules, $2) as r) s where id = $1',
        [rule.id, rule],
      );
    }
  });

  test('creates a confirmed successor when the patient agreed to it and the time is still free', async () => {
    const held = await expired(nextDay(), true);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    const origin = await read(held.booking.id);
    expect(origin).toMatchObject({
      state: 'expired',
      payment: { state: 'captured' },
      money: { state: 'paid', paid: rupees(80_000), refunding: rupees(0), refunded: rupees(0) },
    });
    const successor = await read(origin.successorId ?? '');
    expect(successor).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      predecessorId: held.booking.id,
      startsAt: held.booking.startsAt,
      price: held.booking.price,
    });
    expect(await refundsOf(held)).toEqual([]);
    expect(await messagesOf(held)).toEqual(['booking_confirmed']);
  });

  test('reported a hundred times concurrently creates one successor', async () => {
    const held = await expired(nextDay(), true);
    const fact = attemptFact(held, 'captured');
    const told = Array.from({ length: 100 }, (_, n) => tell([{ ...fact, method: `m${n}` }]));
    const { won, broken } = await outcomesOf(told);
    expect(broken).toEqual([]);
    expect(won.filter(({ outcome }) => outcome === 'applied')).toHaveLength(100);
    const rows = await rig.rows('select 1 from bookings where predecessor_id = $1', [held.booking.id]);
    expect(rows).toHaveLength(1);
  });

  test('is refunded in full, once, when another patient has the time', async () => {
    const daysAhead = nextDay();
    const held = await expired(daysAhead, true);
    const { otherPatient } = rig.clinics;
    await hold(rig, { daysAhead, userId: otherPatient.userId, patientId: otherPatient.patientAt.asha });
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect(await refundsOf(held)).toEqual([
      { reason: 'late_payment', amount_minor: 80_000, state: 'requested' },
    ]);
    expect(await messagesOf(held)).toEqual(['refund_requested']);
    expect((await read(held.booking.id)).successorId).toBeNull();
  });

  test('takes the time from another hold that has expired', async () => {
    const daysAhead = nextDay();
    const held = await expired(daysAhead, true);
    const { otherPatient } = rig.clinics;
    const other = await hold(rig, {
      daysAhead,
      userId: otherPatient.userId,
      patientId: otherPatient.patientAt.asha,
    });
    await makeHoldOverdue(rig, other.booking.id);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect((await read(other.booking.id, otherPatient.userId)).state).toBe('expired');
  });

  test('is refunded when the patient did not agree to a late booking', async () => {
    const held = await expired(nextDay(), false);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect(await refundsOf(held)).toHaveLength(1);
  });

  test('is refunded after a cancellation, and the time stays free for others', async () => {
    const daysAhead = nextDay();
    const held = await hold(rig, { daysAhead, keepIfLate: true });
    await rig.useCases.bookings.cancel(asUser(rig.clinics.patient.userId), {
      bookingId: held.booking.id,
      reason: 'changed my mind',
    });
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect(await refundsOf(held)).toEqual([
      { reason: 'late_payment', amount_minor: 80_000, state: 'requested' },
    ]);
    await hold(rig, { daysAhead });
  });

  test('on an overdue hold that is not yet expired confirms it', async () => {
    const held = await hold(rig, { daysAhead: nextDay() });
    await makeHoldOverdue(rig, held.booking.id);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
  });

  test('in a second capture is refunded even when the first one created a successor', async () => {
    const held = await expired(nextDay(), true);
    await tell([attemptFact(held, 'captured')]);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    expect(await refundsOf(held)).toEqual([
      { reason: 'duplicate_payment', amount_minor: 80_000, state: 'requested' },
    ]);
  });
});

describe('money and a concurrent hold of another patient', () => {
  test('on an overdue hold: exactly one of them gets the time, and no money is lost', async () => {
    for (let round = 0; round < 24; round += 1) {
      const daysAhead = nextDay();
      const held = await hold(rig, { daysAhead, keepIfLate: true });
      await makeHoldOverdue(rig, held.booking.id);
      const { otherPatient } = rig.clinics;
      const rival = hold(rig, {
        daysAhead,
        userId: otherPatient.userId,
        patientId: otherPatient.patientAt.asha,
      });
      const payment = tell([attemptFact(held, 'captured')]);
      const [rivals, payments] = [await outcomesOf([rival]), await outcomesOf([payment])];
      expect([...rivals.broken, ...payments.broken]).toEqual([]);
      const rivalWon = rivals.won.length === 1;
      const { state, money } = await read(held.booking.id);
      expect(state).toBe(rivalWon ? 'expired' : 'confirmed');
      expect(money).toMatchObject({
        state: rivalWon ? 'refunding' : 'paid',
        paid: rupees(rivalWon ? 0 : 80_000),
        refunding: rupees(rivalWon ? 80_000 : 0),
      });
    }
  });

  test('never deadlock', async () => {
    expect(await countedDeadlocks(rig)).toBe(0);
    expect(rig.retries).toEqual([]);
  });
});

describe('money that does not match', () => {
  const wrong: [string, Partial<Extract<PaymentFact, { kind: 'attempt' }>>][] = [
    ['amount_mismatch', { amountMinor: 79_999 }],
    ['currency_mismatch', { currency: 'USD' }],
  ];
  test.each(wrong)(
    '%s: confirms nothing, is posted to suspense and shown to the operator',
    async (reason, change) => {
      const held = await hold(rig, { daysAhead: nextDay() });
      expect(await tell([attemptFact(held, 'captured', change)])).toMatchObject({
        outcome: 'applied',
        reason: 'recorded',
      });
      expect(await read(held.booking.id)).toMatchObject({
        state: 'awaiting_payment',
        cover: 'none',
        payment: { state: 'pending' },
      });
      const { items } = await rig.useCases.ops.stuck(asUser(rig.clinics.operator), {});
      const mine = items.filter((item) => item.bookingId === held.booking.id);
      expect(mine).toMatchObject([{ kind: 'wrong_money' }]);
      const { attempts } = await rig.useCases.payments.get(asUser(rig.clinics.patient.userId), {
        paymentId: held.booking.payment.paymentId,
      });
      expect(attempts).toMatchObject([{ quarantineReason: reason }]);
      const entries = await rig.rows(
        `select account, e.currency, e.amount_minor::int as amount from ledger_entries e join ledger_postings p on p.id = e.posting_id
       where p.bill_id = $1 order by amount`,
        [held.booking.billId],
      );
      const { amountMinor = 80_000, currency = 'INR' } = change;
      expect(entries).toEqual([
        { account: 'suspense', currency, amount: -amountMinor },
        { account: 'provider_balance', currency, amount: amountMinor },
      ]);
    },
  );

  test('a matching payment after a mismatched one still confirms', async () => {
    const held = await hold(rig, { daysAhead: nextDay() });
    await tell([attemptFact(held, 'captured', { amountMinor: 1 })]);
    expect(await tell([attemptFact(held, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
  });
});

test('every invariant holds after all of this', async () => {
  const broken = (await runInvariants(rig.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
