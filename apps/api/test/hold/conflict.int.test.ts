import { clinicTime, holdInput } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const by = (who: 'patient' | 'otherPatient') => ({ token: rig.tokenOf(rig.core.clinics[who].userId) });
const inputOf = (who: 'patient' | 'otherPatient', time: string) =>
  holdInput(rig.core, { time, patientId: rig.core.clinics[who].patientAt.asha });

describe('hold: conflicts', () => {
  test('forty concurrent holds of one time over both surfaces: one 201, the others 409 with alternatives', async () => {
    const body = inputOf('otherPatient', '09:00');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        turn % 2 === 0
          ? rig.rest('POST', '/bookings', { ...by('otherPatient'), body })
          : rig.mutate('bookings.hold', body, by('otherPatient')),
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

  test('a time that is not offered, and one in the past', async () => {
    const at = (startsAt: string) =>
      rig.rest('POST', '/bookings', { ...by('patient'), body: { ...inputOf('patient', '09:20'), startsAt } });
    const { asha } = rig.core.clinics;
    for (const startsAt of [
      clinicTime(asha, 1, '14:00'),
      clinicTime(asha, 1, '09:05'),
      clinicTime(asha, -1, '09:00'),
    ]) {
      expectRefusal(await at(startsAt), 'SLOT_NOT_OFFERED');
    }
  });

  test('a key that was used for another request', async () => {
    const headers = { 'idempotency-key': 'hold-key-2' };
    const first = await rig.rest('POST', '/bookings', {
      ...by('patient'),
      headers,
      body: inputOf('patient', '09:40'),
    });
    expect(first.status).toBe(201);
    const second = await rig.rest('POST', '/bookings', {
      ...by('patient'),
      headers,
      body: inputOf('patient', '10:00'),
    });
    expectRefusal(second, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('more holds than one account may have', async () => {
    const statuses: number[] = [];
    for (const time of ['10:20', '10:40', '11:00', '11:20']) {
      const answer = await rig.rest('POST', '/bookings', {
        ...by('patient'),
        body: inputOf('patient', time),
      });
      statuses.push(answer.status);
      if (answer.status !== 201) expectRefusal(answer, 'HOLD_LIMIT');
    }
    expect(statuses.at(-1)).toBe(409);
  });

  test('a patient of another account is NOT_FOUND', async () => {
    const body = inputOf('otherPatient', '12:00');
    expectRefusal(await rig.rest('POST', '/bookings', { ...by('patient'), body }), 'NOT_FOUND');
  });
});
