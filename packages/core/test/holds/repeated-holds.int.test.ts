import { hold, holdInput } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 50 });
});
afterAll(() => rig.close());

const bookings = async () => (await rig.rows('select id from bookings')).length;

describe('a hold', () => {
  test('calls no provider, and is held until its checkout is opened', async () => {
    const calls = rig.gateway.calls.length;
    const context = asUser(rig.clinics.patient.userId, { key: 'alone' });
    const { booking } = await rig.useCases.bookings.hold(context, holdInput(rig, { daysAhead: 2 }));
    expect(booking.state).toBe('held');
    expect(rig.gateway.calls).toHaveLength(calls);
  });
});

describe('a hold repeated under its key', () => {
  test('returns the same booking and order, and creates nothing', async () => {
    const first = await hold(rig, { key: 'replay' });
    const before = await bookings();
    const again = await hold(rig, { key: 'replay' });
    expect(again.booking.id).toBe(first.booking.id);
    expect(again.offer.checkout?.providerOrderId).toBe(first.offer.checkout?.providerOrderId);
    expect(await bookings()).toBe(before);
    const audits = await rig.rows('select 1 from audit_log where subject_id = $1', [first.booking.id]);
    expect(audits).toHaveLength(1);
  });

  test('returns the current booking, not the first response', async () => {
    const first = await hold(rig, { key: 'present', time: '09:20' });
    const desk = asUser(rig.clinics.asha.staff.receptionist);
    await rig.useCases.bookings.cancel(desk, { bookingId: first.booking.id, reason: 'patient called' });
    const again = await hold(rig, { key: 'present', time: '09:20' });
    expect(again.booking).toMatchObject({ id: first.booking.id, state: 'cancelled' });
    expect(again.offer.checkout).toBeNull();
  });

  test('with another body is rejected, and the first booking is unchanged', async () => {
    const first = await hold(rig, { key: 'two bodies', time: '09:40' });
    const seen = await hold(rig, { key: 'two bodies', time: '09:40' });
    expect(await refusalOf(hold(rig, { key: 'two bodies', time: '10:00' }))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await refusalOf(hold(rig, { key: 'two bodies', time: '09:40', keepIfLate: true }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const now = await hold(rig, { key: 'two bodies', time: '09:40' });
    expect([now.booking.id, now.booking.version]).toEqual([first.booking.id, seen.booking.version]);
  });

  test('twenty times concurrently creates one booking and returns it to every call', async () => {
    const before = await bookings();
    const calls = Array.from({ length: 20 }, () => hold(rig, { key: 'at once', time: '10:20' }));
    const { won, refused, broken } = await outcomesOf(calls);
    expect([refused, broken]).toEqual([[], []]);
    expect(new Set(won.map(({ booking }) => booking.id)).size).toBe(1);
    expect(new Set(won.map(({ offer }) => offer.checkout?.providerOrderId)).size).toBe(1);
    expect(await bookings()).toBe(before + 1);
    const paymentId = won[0]?.booking.payment.paymentId;
    expect(rig.gateway.orders.filter((order) => order.receipt === paymentId)).toHaveLength(1);
  });

  test('after a rejection the key is free for another request', async () => {
    const taken = { key: 'freed', time: '10:20', userId: rig.clinics.otherPatient.userId };
    const request = { ...taken, patientId: rig.clinics.otherPatient.patientAt.asha };
    expect(await refusalOf(hold(rig, request))).toBe('SLOT_TAKEN');
    const { booking } = await hold(rig, { ...request, time: '10:40' });
    expect(booking.state).toMatch(/held|awaiting_payment/);
  });

  test('keys are per user: the same key of another user is a different key', async () => {
    const mine = await hold(rig, { key: 'shared word', time: '11:00' });
    const other = await hold(rig, {
      key: 'shared word',
      time: '11:20',
      userId: rig.clinics.otherPatient.userId,
      patientId: rig.clinics.otherPatient.patientAt.asha,
    });
    expect(other.booking.id).not.toBe(mine.booking.id);
  });

  test('the hold succeeds while the provider is down, and a replay creates the order later', async () => {
    rig.gateway.setDown(true);
    const first = await hold(rig, { key: 'provider down', time: '11:40' });
    rig.gateway.setDown(false);
    expect(first.booking.state).toBe('held');
    expect(first.offer).toEqual({ checkout: null, retryAfterSeconds: 3 });
    const again = await hold(rig, { key: 'provider down', time: '11:40' });
    expect(again.booking.id).toBe(first.booking.id);
    expect(again.offer.checkout?.amount).toEqual({ amountMinor: 80_000, currency: 'INR' });
    const third = await hold(rig, { key: 'provider down', time: '11:40' });
    expect(third.booking.state).toBe('awaiting_payment');
    expect(third.offer.checkout?.providerOrderId).toBe(again.offer.checkout?.providerOrderId);
  });

  test('an order whose response was lost is found by its receipt, not created again', async () => {
    const { booking } = await (async () => {
      rig.gateway.setDown(true);
      const held = await hold(rig, { key: 'lost answer', time: '12:00' });
      rig.gateway.setDown(false);
      return held;
    })();
    const { paymentId } = booking.payment;
    const order = await rig.gateway.createOrder({
      receipt: paymentId,
      amountMinor: 80_000,
      currency: 'INR',
      notes: {},
    });
    const { offer } = await hold(rig, { key: 'lost answer', time: '12:00' });
    expect(offer.checkout?.providerOrderId).toBe(order.providerOrderId);
    expect(rig.gateway.orders.filter((one) => one.receipt === paymentId)).toHaveLength(1);
  });

  test('without a key a repeated hold is a new request that finds the slot taken', async () => {
    await hold(rig, { time: '12:20' });
    expect(await refusalOf(hold(rig, { time: '12:20' }))).toBe('SLOT_TAKEN');
  });
});

test('a key used while its user was active is rejected after a suspension', async () => {
  const { otherPatient } = rig.clinics;
  const request = {
    key: 'before suspension',
    time: '16:00',
    userId: otherPatient.userId,
    patientId: otherPatient.patientAt.asha,
  };
  await hold(rig, request);
  await rig.rows(`update users set status = 'suspended' where id = $1`, [otherPatient.userId]);
  expect(await refusalOf(hold(rig, request))).toBe('ACCOUNT_SUSPENDED');
  await rig.rows(`update users set status = 'active' where id = $1`, [otherPatient.userId]);
});

test('the token of a deleted account is treated like that of a suspended one', async () => {
  const ghost = '00000000-0000-4000-8000-00000000dead';
  expect(codesOf((await outcomesOf([hold(rig, { userId: ghost })])).refused)).toEqual(['ACCOUNT_SUSPENDED']);
  expect(holdInput(rig, {}).keepIfLate).toBe(false);
});
