import { Booking } from '@holdfast/contract/booking/booking.schemas';
import { holdInput } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const patient = () => ({ token: rig.tokenOf(rig.core.clinics.patient.userId) });

describe('hold: 201', () => {
  test('returns the booking and its expiry by the server clock; its bill opens the checkout', async () => {
    const answer = await rig.rest('POST', '/bookings', {
      ...patient(),
      body: holdInput(rig.core, { time: '09:00' }),
    });
    expect(answer.status).toBe(201);
    const booking = Booking.parse(answer.json?.booking);
    const holdMs = Date.parse(booking.holdExpiresAt ?? '') - Date.parse(booking.serverNow);
    expect(holdMs).toBeGreaterThan(9 * 60_000);
    expect(holdMs).toBeLessThanOrEqual(10 * 60_000);
    const offer = await rig.rest('POST', `/bills/${booking.billId}/checkout`, patient());
    expect(offer.json?.checkout).toMatchObject({ provider: 'razorpay', amount: booking.price });
  });

  test('the same key and body return the same booking, over either surface and concurrently, and one order', async () => {
    const body = holdInput(rig.core, { time: '09:20' });
    const call = { ...patient(), headers: { 'idempotency-key': 'hold-key-1' } };
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => rig.rest('POST', '/bookings', { ...call, body })),
      ...Array.from({ length: 4 }, () => rig.mutate('bookings.hold', body, call)),
    ]);
    const results = answers.map((answer) => answer.json?.result?.data ?? answer.json);
    expect(new Set(results.map((result) => result?.booking?.id)).size).toBe(1);
    expect(
      await rig.core.rows(`select 1 from bookings where lower(during) = $1`, [body.startsAt]),
    ).toHaveLength(1);
    const path = `/bills/${results[0]?.booking?.billId}/checkout`;
    const offers = await Promise.all(Array.from({ length: 8 }, () => rig.rest('POST', path, patient())));
    const orders = new Set(offers.map(({ json }) => json?.checkout?.providerOrderId).filter(Boolean));
    expect(orders.size).toBe(1);
  });

  test('calls no provider: while it is unavailable the time is held, and the page gets a retry time', async () => {
    const away = await createApiRig({ settings: { RAZORPAY_BASE_URL: 'http://127.0.0.1:1' } });
    try {
      const token = away.tokenOf(away.core.clinics.patient.userId);
      const answer = await away.rest('POST', '/bookings', { token, body: holdInput(away.core, {}) });
      expect(answer.status).toBe(201);
      const offer = await away.rest('POST', `/bills/${answer.json?.booking?.billId}/checkout`, { token });
      expect(offer.json).toMatchObject({ checkout: null, retryAfterSeconds: expect.any(Number) });
    } finally {
      await away.close();
    }
  });
});
