import { clinicTime, holdInput } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const by = (who: 'patient' | 'stranger') => ({ token: rig.tokenOf(rig.core.clinics[who].userId) });
const wishOf = (who: 'patient' | 'stranger', time: string) =>
  holdInput(rig.core, { time, patientId: rig.core.clinics[who].patientAt.asha });

describe('hold: somebody or something is in the way', () => {
  test('forty at once for one time over both surfaces: one 201, the others 409 with other times to offer', async () => {
    const body = wishOf('stranger', '09:00');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        turn % 2 === 0
          ? rig.rest('POST', '/bookings', { ...by('stranger'), body })
          : rig.mutate('bookings.hold', body, by('stranger')),
      ),
    );
    const won = answers.filter((answer) => answer.status < 300);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter((one) => one.status === 409)) {
      const error = expectRefusal(answer, 'SLOT_TAKEN');
      expect(error.alternatives?.length).toBeGreaterThan(0);
      expect(error.alternatives?.map((slot) => slot.startsAt)).not.toContain(body.startsAt);
    }
    const statuses = new Set(answers.map((answer) => answer.status));
    for (const status of statuses) expect([200, 201, 409, 503]).toContain(status);
  });

  test('a time that nobody offers, and one in the past', async () => {
    const at = (startsAt: string) =>
      rig.rest('POST', '/bookings', { ...by('patient'), body: { ...wishOf('patient', '09:20'), startsAt } });
    const { asha } = rig.core.clinics;
    for (const startsAt of [
      clinicTime(asha, 1, '14:00'),
      clinicTime(asha, 1, '09:05'),
      clinicTime(asha, -1, '09:00'),
    ]) {
      expectRefusal(await at(startsAt), 'SLOT_NOT_OFFERED');
    }
  });

  test('a key that stood for another wish', async () => {
    const headers = { 'idempotency-key': 'hold-key-2' };
    const first = await rig.rest('POST', '/bookings', {
      ...by('patient'),
      headers,
      body: wishOf('patient', '09:40'),
    });
    expect(first.status).toBe(201);
    const second = await rig.rest('POST', '/bookings', {
      ...by('patient'),
      headers,
      body: wishOf('patient', '10:00'),
    });
    expectRefusal(second, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('more holds than one account may keep', async () => {
    const statuses: number[] = [];
    for (const time of ['10:20', '10:40', '11:00', '11:20']) {
      const answer = await rig.rest('POST', '/bookings', { ...by('patient'), body: wishOf('patient', time) });
      statuses.push(answer.status);
      if (answer.status !== 201) expectRefusal(answer, 'HOLD_LIMIT');
    }
    expect(statuses.at(-1)).toBe(409);
  });

  test('for a patient of somebody else there is no such thing', async () => {
    const body = wishOf('stranger', '12:00');
    expectRefusal(await rig.rest('POST', '/bookings', { ...by('patient'), body }), 'NOT_FOUND');
  });
});
