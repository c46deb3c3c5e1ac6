import { advanceClock } from '@holdfast/testkit/advance-clock';
import { addPatient } from '@holdfast/testkit/clinic-fixture';
import { asAnyone, asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../src/domain/auth/one-time-code.ts';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
});
afterAll(() => rig.close());

let phones = 0;
const newPhone = () => {
  phones += 1;
  return `+91981000${String(phones).padStart(4, '0')}`;
};

async function challenge(phone = newPhone()) {
  const input = { phone, clinicId: rig.clinics.asha.id, locale: 'hi' as const };
  const { challengeId } = await rig.useCases.auth.requestCode(asAnyone(), input);
  return { phone, challengeId, code: codeOf(rig.deps.otpSecret, challengeId) };
}
const verify = (challengeId: string, code: string) =>
  rig.useCases.auth.verifyCode(asAnyone(), { challengeId, code });
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const sessions = async () => (await rig.rows('select 1 from sessions')).length;

describe('requesting a code', () => {
  test('creates challenge and message in one commit, stores only a hash, reveals nothing of the phone', async () => {
    const known = await challenge(rig.clinics.patient.phone);
    const unknown = await challenge();
    for (const { challengeId, code, phone } of [known, unknown]) {
      const rows = await rig.rows(
        `select o.code_hash, m.params, m.kind, m.recipient_phone, m.locale, o.xmin::text = m.xmin::text as together
         from otp_challenges o join messages m on m.subject_id = o.id where o.id = $1`,
        [challengeId],
      );
      expect(rows).toMatchObject([
        { kind: 'one_time_code', recipient_phone: phone, locale: 'hi', params: {}, together: true },
      ]);
      const everything = await rig.rows(
        `select coalesce(string_agg(t::text, ' '), '') as text from (select o::text as t from otp_challenges o union all
           select m::text from messages m union all select f::text from feed f union all select h::text from state_history h) all_rows`,
      );
      expect(everything[0]?.['text']).not.toContain(code);
    }
  });

  test('at a clinic that does not exist is rejected', async () => {
    const input = {
      phone: newPhone(),
      clinicId: '01890000-0000-7000-8000-000000000000' as never,
      locale: 'en' as const,
    };
    expect(await refusalOf(rig.useCases.auth.requestCode(asAnyone(), input))).toBe('NOT_FOUND');
  });
});

describe('a code', () => {
  test('logs in once and creates the account on first use, in the language of the request', async () => {
    const { challengeId, code, phone } = await challenge();
    const { userId, accessToken, refreshToken } = await verify(challengeId, code);
    expect([accessToken, typeof refreshToken]).toEqual([`user:${userId}`, 'string']);
    const [user] = await rig.rows('select phone, locale, status from users where id = $1', [userId]);
    expect(user).toEqual({ phone, locale: 'hi', status: 'active' });
    expect(await refusalOf(verify(challengeId, code))).toBe('INVALID_CREDENTIALS');
    const again = await challenge(phone);
    expect((await verify(again.challengeId, again.code)).userId).toBe(userId);
  });

  test('used twenty times concurrently creates one session', async () => {
    const { challengeId, code } = await challenge();
    const before = await sessions();
    const { won, refused, broken } = await outcomesOf(
      Array.from({ length: 20 }, () => verify(challengeId, code)),
    );
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['INVALID_CREDENTIALS'], []]);
    expect(await sessions()).toBe(before + 1);
  });

  test('survives four wrong tries and is invalid after five, even when correct', async () => {
    const four = await challenge();
    for (let n = 0; n < 4; n += 1) await refusalOf(verify(four.challengeId, wrong(four.code)));
    expect((await verify(four.challengeId, four.code)).userId).toBeDefined();
    const five = await challenge();
    for (let n = 0; n < 5; n += 1)
      expect(await refusalOf(verify(five.challengeId, wrong(five.code)))).toBe('INVALID_CREDENTIALS');
    expect(await refusalOf(verify(five.challengeId, five.code))).toBe('INVALID_CREDENTIALS');
  });

  test('cannot be guessed by concurrent tries: at most five are compared', async () => {
    const { challengeId, code } = await challenge();
    const tries = Array.from({ length: 40 }, (_, n) =>
      verify(challengeId, String((Number(code) + 1 + n) % 1_000_000).padStart(6, '0')),
    );
    const { won, broken } = await outcomesOf(tries);
    expect([won, broken]).toEqual([[], []]);
    const [row] = await rig.rows('select wrong_tries from otp_challenges where id = $1', [challengeId]);
    expect(row).toEqual({ wrong_tries: 5 });
    expect(await refusalOf(verify(challengeId, code))).toBe('INVALID_CREDENTIALS');
  });

  test('is invalid after its expiry, as is an unknown one', async () => {
    const { challengeId, code } = await challenge();
    await advanceClock(rig.database, { minutes: 10 });
    expect(await refusalOf(verify(challengeId, code))).toBe('INVALID_CREDENTIALS');
    expect(await refusalOf(verify('01890000-0000-7000-8000-000000000000', code))).toBe('INVALID_CREDENTIALS');
  });

  test('of one challenge is invalid for another of the same phone', async () => {
    const first = await challenge();
    const second = await challenge(first.phone);
    if (first.code !== second.code)
      expect(await refusalOf(verify(second.challengeId, first.code))).toBe('INVALID_CREDENTIALS');
    expect((await verify(second.challengeId, second.code)).userId).toBeDefined();
  });

  test('of a suspended account is used up without logging in', async () => {
    const { otherPatient } = rig.clinics;
    const { challengeId, code } = await challenge(otherPatient.phone);
    await rig.rows(`update users set status = 'suspended' where id = $1`, [otherPatient.userId]);
    const before = await sessions();
    expect(await refusalOf(verify(challengeId, code))).toBe('ACCOUNT_SUSPENDED');
    await rig.rows(`update users set status = 'active' where id = $1`, [otherPatient.userId]);
    expect(await refusalOf(verify(challengeId, code))).toBe('INVALID_CREDENTIALS');
    expect(await sessions()).toBe(before);
  });
});

describe('a verified phone', () => {
  test('claims the patients that the desk has registered under it, in every clinic, and no others', async () => {
    const phone = newPhone();
    const { owner } = rig.database.pools;
    const here = await addPatient(owner, rig.clinics.asha.id, { userId: null, name: 'Walk-in', phone });
    const there = await addPatient(owner, rig.clinics.alameda.id, { userId: null, name: 'Walk-in', phone });
    const taken = await addPatient(owner, rig.clinics.asha.id, {
      userId: rig.clinics.patient.userId,
      name: 'Child',
      phone,
    });
    const { challengeId, code } = await challenge(phone);
    const { userId } = await verify(challengeId, code);
    const rows = await rig.rows<{ id: string; user_id: string }>(
      'select id, user_id from patients where phone = $1',
      [phone],
    );
    const owners = Object.fromEntries(rows.map((row) => [row.id, row.user_id]));
    expect(owners).toEqual({ [here]: userId, [there]: userId, [taken]: rig.clinics.patient.userId });
    const { items } = await rig.useCases.patients.list(asUser(userId), { clinicId: rig.clinics.asha.id });
    expect(items.map(({ id }) => id)).toEqual([here]);
  });

  test('logs in with its newest code alone, however many were asked for', async () => {
    const phone = newPhone();
    const challenges = [];
    for (let n = 0; n < 4; n += 1) challenges.push(await challenge(phone));
    const tried = challenges.map(({ challengeId, code }) => verify(challengeId, code));
    const { won, refused, broken } = await outcomesOf(tried);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['INVALID_CREDENTIALS'], []]);
    const other = await challenge();
    expect((await verify(other.challengeId, other.code)).userId).not.toBe(won[0]?.userId);
  });
});

describe('the desk shows a code', () => {
  const reveal = (userId: string, phone: string) =>
    rig.useCases.auth.revealCode(asUser(userId), { clinicId: rig.clinics.asha.id, phone });

  test('the newest valid one, with an audit row that names the challenge', async () => {
    const first = await challenge();
    const newest = await challenge(first.phone);
    const { receptionist } = rig.clinics.asha.staff;
    expect(await reveal(receptionist, first.phone)).toMatchObject({ code: newest.code });
    const audits = await rig.rows(`select actor, subject_id from audit_log where action = 'auth.revealCode'`);
    expect(audits).toEqual([{ actor: `user:${receptionist}`, subject_id: newest.challengeId }]);
    await verify(newest.challengeId, newest.code);
    expect(await refusalOf(reveal(receptionist, first.phone))).toBe('NOT_FOUND');
  });

  test('only in its own clinic, and only the desk', async () => {
    const { phone } = await challenge();
    const { asha, alameda, patient } = rig.clinics;
    for (const userId of [asha.staff.doctor, asha.staff.billing, patient.userId, alameda.staff.admin]) {
      expect(await refusalOf(reveal(userId, phone))).toBe('FORBIDDEN');
    }
    const elsewhere = { clinicId: alameda.id, phone };
    const call = rig.useCases.auth.revealCode(asUser(alameda.staff.receptionist), elsewhere);
    expect(await refusalOf(call)).toBe('NOT_FOUND');
  });
});
