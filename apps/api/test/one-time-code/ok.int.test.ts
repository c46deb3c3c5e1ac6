import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';
import { webHeaders } from '../support/web-session.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const request = (phone: string) => ({ phone, clinicId: rig.core.clinics.asha.id, locale: 'hi' });
const desk = () => ({ token: rig.tokenOf(rig.core.clinics.asha.staff.receptionist) });

async function codeFor(phone: string): Promise<{ challengeId: unknown; code: unknown }> {
  const asked = await rig.rest('POST', '/auth/otp/request', { body: request(phone) });
  expect(asked.json).toMatchObject({ channel: 'whatsapp', challengeId: expect.any(String) });
  const { clinicId } = request(phone);
  const shown = await rig.rest('POST', '/auth/otp/reveal', { ...desk(), body: { phone, clinicId } });
  return { challengeId: asked.json?.challengeId, code: shown.json?.code };
}

describe('a one-time code', () => {
  test('logs a known phone in, once; its message carries no code', async () => {
    const { patient } = rig.core.clinics;
    const proof = await codeFor(patient.phone);
    const session = await rig.rest('POST', '/auth/otp/verify', { body: proof });
    expect(session.json?.userId).toBe(patient.userId);
    expectRefusal(await rig.rest('POST', '/auth/otp/verify', { body: proof }), 'INVALID_CREDENTIALS');
    const [message] = await rig.core.rows<{ row: string }>('select m::text as row from messages m');
    expect(message?.row).not.toContain(String(proof.code));
  });

  test('creates an account for a new phone, with cookies for the web', async () => {
    const proof = await codeFor('+5215512345678');
    const answer = await rig.rest('POST', '/auth/otp/verify', { body: proof, headers: webHeaders });
    expect(answer.json).toMatchObject({ accessToken: null, refreshToken: null });
    expect(answer.headers.getSetCookie()).toHaveLength(2);
  });

  test('is shown only to the desk of that clinic', async () => {
    const { patient, asha, alameda } = rig.core.clinics;
    await rig.rest('POST', '/auth/otp/request', { body: request(patient.phone) });
    const reveal = (userId: string) =>
      rig.rest('POST', '/auth/otp/reveal', {
        token: rig.tokenOf(userId),
        body: { phone: patient.phone, clinicId: asha.id },
      });
    for (const userId of [alameda.staff.receptionist, patient.userId, asha.staff.doctor]) {
      expectRefusal(await reveal(userId), 'FORBIDDEN');
    }
    expectRefusal(
      await rig.rest('POST', '/auth/otp/reveal', { body: { phone: patient.phone, clinicId: asha.id } }),
      'UNAUTHENTICATED',
    );
  });

  test('is invalid after five wrong tries, even if the sixth is correct', async () => {
    const { challengeId, code } = await codeFor(rig.core.clinics.otherPatient.phone);
    const wrong = code === '000000' ? '000001' : '000000';
    const verify = (given: unknown) =>
      rig.rest('POST', '/auth/otp/verify', { body: { challengeId, code: given } });
    for (let turn = 0; turn < 5; turn += 1) expectRefusal(await verify(wrong), 'INVALID_CREDENTIALS');
    expectRefusal(await verify(code), 'INVALID_CREDENTIALS');
  });

  test('does not log a suspended account in', async () => {
    const { otherPatient } = rig.core.clinics;
    const proof = await codeFor(otherPatient.phone);
    await rig.core.rows(`update users set status = 'suspended' where id = $1`, [otherPatient.userId]);
    expectRefusal(await rig.rest('POST', '/auth/otp/verify', { body: proof }), 'ACCOUNT_SUSPENDED');
  });
});
