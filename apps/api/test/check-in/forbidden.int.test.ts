import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';
import { confirmedVisit } from './booked-visit.ts';

let rig: ApiRig;
let bookingId: string;
beforeAll(async () => {
  rig = await createApiRig();
  bookingId = (await confirmedVisit(rig)).id;
});
afterAll(() => rig.close());

const checkIn = (userId: string) =>
  rig.rest('POST', `/bookings/${bookingId}/check-in`, { token: rig.tokenOf(userId) });

describe('check in: forbidden', () => {
  test.each(['doctor', 'billing', 'payee'] as const)('a %s of the clinic is rejected', async (role) => {
    expectRefusal(await checkIn(rig.core.clinics.asha.staff[role]), 'FORBIDDEN');
  });

  test('a suspended receptionist is rejected, from the first request after the suspension', async () => {
    expectRefusal(await checkIn(rig.core.clinics.suspended), 'ACCOUNT_SUSPENDED');
    const { receptionist } = rig.core.clinics.asha.staff;
    await rig.core.rows(`update users set status = 'suspended' where id = $1`, [receptionist]);
    expectRefusal(await checkIn(receptionist), 'ACCOUNT_SUSPENDED');
    const token = rig.tokenOf(receptionist);
    expectRefusal(await rig.mutate('bookings.checkIn', { bookingId }, { token }), 'ACCOUNT_SUSPENDED');
    await rig.core.rows(`update users set status = 'active' where id = $1`, [receptionist]);
    expect((await checkIn(receptionist)).status).toBe(200);
  });
});
