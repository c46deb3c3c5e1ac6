import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { type Answer, expectRefusal, send } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig({ settings: { POOL_SIZE_API: '2', POOL_WAIT_MS: '200', MAX_IN_FLIGHT: '6' } });
});
afterAll(() => rig.close());

const patient = () => ({ token: rig.tokenOf(rig.core.clinics.patient.userId) });

/** Blocks every reader of patients while this runs. */
async function withPatientsLocked(work: () => Promise<void>): Promise<void> {
  const client = await rig.core.database.pools.superuser.connect();
  try {
    await client.query('begin; lock table patients in access exclusive mode');
    await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('overload', () => {
  test('when every connection is busy other requests get 503 with Retry-After, never 500', async () => {
    const path = `/patients?clinicId=${rig.core.clinics.asha.id}`;
    await withPatientsLocked(async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => rig.rest('GET', path, patient())));
      for (const answer of answers) expectRefusal(answer, 'OVERLOADED');
    });
    const trpc = rig.query('patients.list', { clinicId: rig.core.clinics.asha.id }, patient());
    expect((await trpc).status).toBe(200);
    expect((await rig.rest('GET', path, patient())).status).toBe(200);
    expect(rig.logLines().filter((line) => line['msg'] === 'crash')).toEqual([]);
  });

  test('webhooks and health keep working while pages are blocked', async () => {
    await withPatientsLocked(async () => {
      const stuck = Array.from({ length: 6 }, () =>
        rig.rest('GET', `/patients?clinicId=${rig.core.clinics.asha.id}`, patient()),
      );
      const hook: Answer = await send(rig.url, 'POST', '/webhooks/razorpay', { raw: '{}' });
      expectRefusal(hook, 'INVALID_SIGNATURE');
      expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
      await Promise.all(stuck);
    });
  });

  test('a killed connection fails at most one request; the next one works', async () => {
    const me = () => rig.rest('GET', '/me', patient());
    expect((await me()).status).toBe(200);
    await rig.core.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast-api' and datname = current_database()`,
    );
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await me()).status);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(statuses.at(-1)).toBe(200);
  });
});
