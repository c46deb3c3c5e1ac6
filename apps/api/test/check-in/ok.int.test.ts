import { Booking } from '@holdfast/contract/booking/booking.schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { confirmedVisit } from './booked-visit.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const historyOf = (bookingId: string) =>
  rig.core.rows<{ to_state: string; actor: string; request_id: string }>(
    `select to_state, actor, request_id from state_history where subject_id = $1 and to_state = 'checked_in'`,
    [bookingId],
  );

describe('check in: 200', () => {
  test('the desk checks a confirmed booking in and gets its new state', async () => {
    const { receptionist } = rig.core.clinics.asha.staff;
    const visit = await confirmedVisit(rig, { time: '09:00' });
    const answer = await rig.rest('POST', `/bookings/${visit.id}/check-in`, {
      token: rig.tokenOf(receptionist),
      headers: { 'x-request-id': 'check-in-ok-1' },
    });
    expect(answer.status).toBe(200);
    const booking = Booking.parse(answer.json);
    expect(booking).toMatchObject({ id: visit.id, state: 'checked_in' });
    expect(booking.version).toBeGreaterThan(visit.version);
    expect(await historyOf(visit.id)).toEqual([
      { to_state: 'checked_in', actor: `user:${receptionist}`, request_id: 'check-in-ok-1' },
    ]);
  });

  test('an admin may do it too, over tRPC, with the same result', async () => {
    const visit = await confirmedVisit(rig, { time: '09:20' });
    const token = rig.tokenOf(rig.core.clinics.asha.staff.admin);
    const answer = await rig.mutate('bookings.checkIn', { bookingId: visit.id }, { token });
    expect(answer.status).toBe(200);
    expect(Booking.parse(answer.json?.result?.data).state).toBe('checked_in');
  });

  test('repeated with or without its key it returns the same and writes nothing twice', async () => {
    const visit = await confirmedVisit(rig, { time: '09:40' });
    const token = rig.tokenOf(rig.core.clinics.asha.staff.receptionist);
    const path = `/bookings/${visit.id}/check-in`;
    const withKey = { token, headers: { 'idempotency-key': 'check-in-key-1' } };
    const answers = [
      await rig.rest('POST', path, withKey),
      await rig.rest('POST', path, withKey),
      await rig.rest('POST', path, { token, body: {} }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json?.version)).size).toBe(1);
    expect(await historyOf(visit.id)).toHaveLength(1);
  });
});
