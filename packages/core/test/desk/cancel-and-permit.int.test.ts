import { attemptFact, type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countedDeadlocks } from '../deadlocks.ts';
import { outcomesOf, refusalOf } from '../outcomes.ts';
import { act, auditsOf } from './visits.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 100, poolMax: 8 });
});
afterAll(() => rig.close());

let day = 0;
async function paidVisit(): Promise<Held> {
  day += 1;
  const held = await hold(rig, { daysAhead: day });
  await tellCaptured(held);
  return held;
}
function tellCaptured(held: Held) {
  const facts = [attemptFact(held, 'captured')];
  const { rawBody, headers } = rig.gateway.sign({
    eventId: null,
    eventType: 'e',
    accountId: 'acc_fake',
    facts,
  });
  return rig.ingestEvent(rawBody, headers, 'paid');
}
const refundsOf = (held: Held) =>
  rig.rows<{ reason: string; amount: number; state: string; requested_by: string | null }>(
    'select reason, amount_minor::int as amount, state, requested_by from refunds where payment_id = $1',
    [held.booking.payment.paymentId],
  );
const receptionist = () => asUser(rig.clinics.asha.staff.receptionist);

describe('a paid visit that the desk cancels', () => {
  test('is asked back in full before the answer, by the one who cancelled, and the patient is told', async () => {
    const held = await paidVisit();
    const cancelled = await act(rig, 'cancel', receptionist(), held.booking.id);
    expect(cancelled.money).toMatchObject({
      state: 'refunding',
      paid: { amountMinor: 0 },
      refunding: { amountMinor: 80_000 },
      refundDue: { amountMinor: 0 },
    });
    expect(await refundsOf(held)).toEqual([
      {
        reason: 'clinic_cancelled',
        amount: 80_000,
        state: 'requested',
        requested_by: rig.clinics.asha.staff.receptionist,
      },
    ]);
    const told = await rig.rows<{ kind: string }>(
      `select kind from messages where subject_id = $1 and kind <> 'booking_confirmed' order by kind`,
      [held.booking.id],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['booking_cancelled', 'refund_requested']);
    expect(await rig.rows('select 1 from bills_to_review where bill_id = $1', [held.booking.billId])).toEqual(
      [],
    );
    expect(rig.notifier.published).toContain('operations');
  });

  test('cancelled sixteen times concurrently gets one refund', async () => {
    const held = await paidVisit();
    const calls = Array.from({ length: 16 }, (_, n) =>
      act(
        rig,
        'cancel',
        asUser(n % 2 === 0 ? rig.clinics.asha.staff.receptionist : rig.clinics.asha.staff.admin),
        held.booking.id,
      ),
    );
    const { won, refused, broken } = await outcomesOf(calls);
    expect([won.length, refused, broken]).toEqual([16, [], []]);
    expect(await refundsOf(held)).toHaveLength(1);
    expect(
      (await auditsOf(rig, held.booking.id)).filter((action) => action === 'bookings.cancel'),
    ).toHaveLength(1);
  });

  test('is refunded only what the provider has not refunded already', async () => {
    const held = await paidVisit();
    const [attempt] = await rig.rows<{ provider_payment_id: string }>(
      'select provider_payment_id from payment_attempts where payment_id = $1',
      [held.booking.payment.paymentId],
    );
    const { rawBody, headers } = rig.gateway.sign({
      eventId: null,
      eventType: 'refund.processed',
      accountId: 'acc_fake',
      facts: [
        {
          kind: 'refund',
          providerRefundId: 'rfnd_partial',
          providerPaymentId: attempt?.provider_payment_id ?? '',
          state: 'processed',
          amountMinor: 30_000,
          currency: 'INR',
          refundId: null,
          bankReference: null,
          occurredAt: new Date(),
        },
      ],
    });
    await rig.ingestEvent(rawBody, headers, 'dashboard');
    await act(rig, 'cancel', receptionist(), held.booking.id);
    expect((await refundsOf(held)).map(({ reason, amount }) => [reason, amount])).toEqual([
      ['clinic_cancelled', 50_000],
    ]);
  });

  test('with money arriving concurrently is refunded in full in either order', async () => {
    for (let round = 0; round < 16; round += 1) {
      day += 1;
      const held = await hold(rig, { daysAhead: day, keepIfLate: true });
      const { refused, broken } = await outcomesOf<unknown>([
        act(rig, 'cancel', receptionist(), held.booking.id),
        tellCaptured(held),
      ]);
      expect([refused, broken]).toEqual([[], []]);
      const refunds = await refundsOf(held);
      expect(refunds.map(({ amount }) => amount)).toEqual([80_000]);
    }
    expect(await countedDeadlocks(rig)).toBe(0);
  });

  test('frees its time for the next patient', async () => {
    const held = await paidVisit();
    await act(rig, 'cancel', receptionist(), held.booking.id);
    const { otherPatient } = rig.clinics;
    const next = await hold(rig, {
      daysAhead: day,
      userId: otherPatient.userId,
      patientId: otherPatient.patientAt.asha,
    });
    expect(next.booking.startsAt).toBe(held.booking.startsAt);
  });

  test('that was not paid gets no refund', async () => {
    day += 1;
    const held = await hold(rig, { daysAhead: day });
    await act(rig, 'cancel', receptionist(), held.booking.id);
    expect(await refundsOf(held)).toEqual([]);
  });
});

describe('a desk permission', () => {
  const alamedaVisit = async (time: string) =>
    hold(rig, { clinic: rig.clinics.alameda, time, service: 'long' });

  test('is a cover that names who granted it', async () => {
    day += 1;
    const held = await hold(rig, { daysAhead: day });
    const confirmed = await act(rig, 'permitDeskPayment', receptionist(), held.booking.id);
    expect(confirmed).toMatchObject({ state: 'confirmed', cover: 'desk_permission' });
    const rows = await rig.rows('select kind, granted_by from bill_covers where booking_id = $1', [
      held.booking.id,
    ]);
    expect(rows).toEqual([{ kind: 'desk_permission', granted_by: rig.clinics.asha.staff.receptionist }]);
  });

  test('only comes from the desk where the clinic requires prepayment', async () => {
    day += 1;
    const held = await hold(rig, { daysAhead: day });
    const patient = asUser(rig.clinics.patient.userId);
    expect(await refusalOf(act(rig, 'permitDeskPayment', patient, held.booking.id))).toBe('FORBIDDEN');
  });

  test('may be taken by the booking’s own patient where the clinic allows it, and by no other', async () => {
    const held = await alamedaVisit('09:00');
    const otherPatient = asUser(rig.clinics.otherPatient.userId);
    expect(await refusalOf(act(rig, 'permitDeskPayment', otherPatient, held.booking.id))).toBe('NOT_FOUND');
    const patient = asUser(rig.clinics.patient.userId);
    expect(await act(rig, 'permitDeskPayment', patient, held.booking.id)).toMatchObject({
      state: 'confirmed',
      cover: 'desk_permission',
      payment: { collected: 'desk', state: 'pending' },
    });
  });

  test('is rejected once the hold has expired, after which another patient may take the time', async () => {
    const held = await alamedaVisit('09:30');
    await makeHoldOverdue(rig, held.booking.id);
    const patient = asUser(rig.clinics.patient.userId);
    expect(await refusalOf(act(rig, 'permitDeskPayment', patient, held.booking.id))).toBe('HOLD_EXPIRED');
    const rows = await rig.rows('select 1 from bill_covers where booking_id = $1', [held.booking.id]);
    expect(rows).toEqual([]);
  });

  test('followed by an online payment: the money is recorded and kept, the booking stays confirmed', async () => {
    day += 1;
    const held = await hold(rig, { daysAhead: day });
    await act(rig, 'permitDeskPayment', receptionist(), held.booking.id);
    expect(await tellCaptured(held)).toMatchObject({ outcome: 'applied' });
    const booking = await rig.useCases.bookings.get(receptionist(), { bookingId: held.booking.id });
    expect(booking).toMatchObject({
      state: 'confirmed',
      money: { state: 'paid', paid: { amountMinor: 80_000 }, refunding: { amountMinor: 0 } },
    });
  });
});
