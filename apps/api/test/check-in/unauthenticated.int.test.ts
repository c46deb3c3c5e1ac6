import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/request/auth/access-token.ts';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { accessTokenSecret } from '../support/api-settings.ts';
import { logInOf } from '../support/fixture-log-ins.ts';
import { expectRefusal } from '../support/http-client.ts';
import { confirmedVisit } from './booked-visit.ts';

let rig: ApiRig;
let bookingId: string;
beforeAll(async () => {
  rig = await createApiRig();
  bookingId = (await confirmedVisit(rig)).id;
});
afterAll(() => rig.close());

const stateOf = async (): Promise<string | undefined> =>
  (await rig.core.rows<{ state: string }>('select state from bookings where id = $1', [bookingId]))[0]?.state;

describe('check in: unauthenticated', () => {
  test('without a token, with a forged or a foreign one: 401 before the input is validated', async () => {
    const { receptionist } = rig.core.clinics.asha.staff;
    const foreign = createAccessTokens('another-secret-of-at-least-32-characters').mint(
      logInOf(receptionist),
    ).token;
    for (const call of [
      {},
      { token: 'x.y.z' },
      { token: foreign },
      { headers: { authorization: 'Basic eDp5' } },
    ]) {
      expectRefusal(await rig.rest('POST', `/bookings/${bookingId}/check-in`, call), 'UNAUTHENTICATED');
      expectRefusal(await rig.rest('POST', '/bookings/not-an-id/check-in', call), 'UNAUTHENTICATED');
      expectRefusal(await rig.mutate('bookings.checkIn', { bookingId }, call), 'UNAUTHENTICATED');
    }
    expect(await stateOf()).toBe('confirmed');
  });

  test('an expired token has its own code, so that a client renews instead of asking for the password', async () => {
    const anHourAgo = createAccessTokens(accessTokenSecret, () => Date.now() - 3_600_000);
    const { token } = anHourAgo.mint(logInOf(rig.core.clinics.asha.staff.receptionist));
    expectRefusal(await rig.rest('POST', `/bookings/${bookingId}/check-in`, { token }), 'TOKEN_EXPIRED');
    expectRefusal(await rig.mutate('bookings.checkIn', { bookingId }, { token }), 'TOKEN_EXPIRED');
    expect(await stateOf()).toBe('confirmed');
  });
});
