import { attemptFact, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** 12. A price of nothing, and a price that no rail can ask for. */

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  const gateway = createFakeGateway();
  rig = await createClinicRig({
    gateway: { ...gateway, offers: { ...gateway.offers, capabilities: { minOrderMinor: { INR: 100 } } } },
    maxOpenHolds: 50,
  });
});
afterAll(() => rig.close());

const asha = () => rig.clinics.asha;
const alameda = () => rig.clinics.alameda;
const setPrice = (serviceId: string, priceMinor: number) =>
  rig.database.pools.owner
    .query('update services set price_minor = $2 where id = $1', [serviceId, priceMinor])
    .then(
      () => 'set',
      (error: { message: string }) => error.message,
    );

describe('a visit that costs nothing', () => {
  test('is confirmed by the hold itself, and the patient is told', async () => {
    const { services } = asha();
    expect(await setPrice(services.visit.id, 0)).toBe('set');
    const held = await hold(rig, { daysAhead: 1 });
    expect(held.booking).toMatchObject({
      state: 'confirmed',
      holdExpiresAt: null,
      money: { state: 'paid', due: { amountMinor: 0 } },
      may: { pay: { allowed: false } },
    });
    expect(held.offer).toEqual({ checkout: null, retryAfterSeconds: null });
    const told = await rig.rows('select kind from messages where subject_id = $1', [held.booking.id]);
    expect(told).toEqual([{ kind: 'booking_confirmed' }]);
    await setPrice(services.visit.id, 80_000);
  });

  test('held twice with one key is one booking', async () => {
    const { services } = asha();
    await setPrice(services.visit.id, 0);
    const first = await hold(rig, { daysAhead: 2, key: 'free-visit' });
    const again = await hold(rig, { daysAhead: 2, key: 'free-visit' });
    expect([again.booking.id, again.booking.state]).toEqual([first.booking.id, 'confirmed']);
    await setPrice(services.visit.id, 80_000);
  });

  test('is cancelled by the desk without a refund', async () => {
    const { services } = asha();
    await setPrice(services.visit.id, 0);
    const { booking } = await hold(rig, { daysAhead: 3 });
    const desk = asUser(asha().staff.receptionist);
    const cancelled = await rig.useCases.bookings.cancel(desk, { bookingId: booking.id, reason: 'ill' });
    expect(cancelled).toMatchObject({ state: 'cancelled', money: { state: 'nothing_taken' } });
    await setPrice(services.visit.id, 80_000);
  });
});

describe('a price between nothing and the least that an account can ask for', () => {
  test.each([1, 50, 99])('%i is refused when it is set, and the old price stays', async (priceMinor) => {
    const { services } = asha();
    expect(await setPrice(services.visit.id, priceMinor)).toContain('at least 100');
    const [row] = await rig.rows('select price_minor::int as price from services where id = $1', [
      services.visit.id,
    ]);
    expect(row).toEqual({ price: 80_000 });
  });

  test('the least itself can be set and paid', async () => {
    const { services } = asha();
    expect(await setPrice(services.visit.id, 100)).toBe('set');
    const held = await hold(rig, { daysAhead: 4 });
    const event = {
      eventId: null,
      eventType: 'e',
      accountId: 'acc_fake',
      facts: [attemptFact(held, 'captured')],
    };
    const { rawBody, headers } = rig.gateway.sign(event);
    await rig.ingestEvent(rawBody, headers, 'least');
    const [row] = await rig.rows('select state from bookings where id = $1', [held.booking.id]);
    expect(row).toEqual({ state: 'confirmed' });
    await setPrice(services.visit.id, 80_000);
  });

  test('a clinic that is paid at the desk may ask for anything', async () => {
    expect(await setPrice(alameda().services.visit.id, 1)).toBe('set');
  });

  test('a price above all that is ever accepted is refused too', async () => {
    expect(await setPrice(asha().services.visit.id, 10_000_000_001)).not.toBe('set');
  });
});
