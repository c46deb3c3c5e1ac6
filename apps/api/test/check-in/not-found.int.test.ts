import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, test } from 'vitest';
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

const checkIn = (id: string, userId: string) =>
  rig.rest('POST', `/bookings/${id}/check-in`, { token: rig.tokenOf(userId) });

describe('check in: not found', () => {
  test('an id that does not exist', async () => {
    expectRefusal(await checkIn(randomUUID(), rig.core.clinics.asha.staff.receptionist), 'NOT_FOUND');
  });

  test('the desk of another clinic and another patient get the same answer', async () => {
    expectRefusal(await checkIn(bookingId, rig.core.clinics.alameda.staff.receptionist), 'NOT_FOUND');
    expectRefusal(await checkIn(bookingId, rig.core.clinics.otherPatient.userId), 'NOT_FOUND');
    const token = rig.tokenOf(rig.core.clinics.alameda.staff.admin);
    expectRefusal(await rig.mutate('bookings.checkIn', { bookingId }, { token }), 'NOT_FOUND');
  });
});
