import { hold } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';
import { confirmedVisit } from './booked-visit.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const desk = () => ({ token: rig.tokenOf(rig.core.clinics.asha.staff.receptionist) });
const checkIn = (id: string, headers: Record<string, string> = {}) =>
  rig.rest('POST', `/bookings/${id}/check-in`, { ...desk(), headers });

describe('check in: 409', () => {
  test('for a booking that is only held, and a cancelled one', async () => {
    const { booking } = await hold(rig.core, { time: '10:00' });
    expectRefusal(await checkIn(booking.id), 'STATE_CONFLICT');
    const cancelled = await rig.rest('POST', `/bookings/${booking.id}/cancel`, {
      ...desk(),
      body: { reason: 'by mistake' },
    });
    expect(cancelled.status).toBe(200);
    expectRefusal(await checkIn(booking.id), 'STATE_CONFLICT');
  });

  test('for a key that was used for another booking', async () => {
    const [first, second] = [
      await confirmedVisit(rig, { time: '10:20' }),
      await confirmedVisit(rig, { time: '10:40' }),
    ];
    expect((await checkIn(first.id, { 'idempotency-key': 'one-key' })).status).toBe(200);
    expectRefusal(await checkIn(second.id, { 'idempotency-key': 'one-key' }), 'IDEMPOTENCY_KEY_REUSED');
  });

  test('and the rejection frees the key', async () => {
    const { booking } = await hold(rig.core, { time: '11:00' });
    const headers = { 'idempotency-key': 'freed-key' };
    expectRefusal(await checkIn(booking.id, headers), 'STATE_CONFLICT');
    const other = await confirmedVisit(rig, { time: '11:20' });
    expect((await checkIn(other.id, headers)).status).toBe(200);
  });
});
