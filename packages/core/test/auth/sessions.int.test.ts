import type { IssuedTokens } from '@holdfast/contract/context';
import { advanceClock } from '@holdfast/testkit/advance-clock';
import { holdInput } from '@holdfast/testkit/booking-steps';
import { asAnyone, asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshTokenHash } from '../../src/domain/auth/refresh-token.ts';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
});
afterAll(() => rig.close());

const logIn = (email = rig.clinics.patient.email, password = rig.clinics.password) =>
  rig.useCases.auth.login(asAnyone(), { email, password });
const refresh = (refreshToken: string | null) =>
  rig.useCases.auth.refresh(asAnyone(), refreshToken === null ? {} : { refreshToken });

async function newToken(): Promise<string> {
  const { refreshToken } = await logIn();
  if (refreshToken === null) throw new Error('no token in the body');
  return refreshToken;
}

describe('log-in by password', () => {
  test('fails alike for a wrong password, an unknown e-mail and an account without a password', async () => {
    await rig.rows(
      `insert into users (display_name, email) values ('No password', 'nopassword@fixture.example')`,
    );
    const calls = [
      logIn(rig.clinics.patient.email, 'wrong'),
      logIn('nobody@fixture.example'),
      logIn('nopassword@fixture.example'),
      logIn(rig.clinics.patient.email, ''),
    ];
    const { refused, won } = await outcomesOf(calls);
    expect(won).toEqual([]);
    expect(refused.map(({ code, message, details, internal }) => [code, message, details, internal])).toEqual(
      refused.map(() => [refused[0]?.code, refused[0]?.message, {}, null]),
    );
    expect(codesOf(refused)).toEqual(['INVALID_CREDENTIALS']);
  });

  test('ignores the case of the e-mail', async () => {
    expect((await logIn(rig.clinics.patient.email.toUpperCase())).userId).toBe(rig.clinics.patient.userId);
  });

  test('reports a suspension only to a caller who knows the password', async () => {
    expect(await refusalOf(logIn('suspended@fixture.example'))).toBe('ACCOUNT_SUSPENDED');
    expect(await refusalOf(logIn('suspended@fixture.example', 'wrong'))).toBe('INVALID_CREDENTIALS');
  });

  test('stores no token, only its hash', async () => {
    const token = await newToken();
    const rows = await rig.rows<{ text: string }>('select s::text as text from sessions s');
    expect(rows.some((row) => row.text.includes(token))).toBe(false);
  });

  test('sends the web its tokens in cookies and not in the body', async () => {
    const kept: IssuedTokens[] = [];
    const cookies = {
      refreshToken: null,
      set: (tokens: IssuedTokens) => void kept.push(tokens),
      clear: () => undefined,
    };
    const input = { email: rig.clinics.patient.email, password: rig.clinics.password };
    const answer = await rig.useCases.auth.login({ ...asAnyone(), cookies }, input);
    expect([answer.accessToken, answer.refreshToken]).toEqual([null, null]);
    expect(kept).toHaveLength(1);
  });
});

describe('a refresh token', () => {
  test('is exchanged for a new one of the same family', async () => {
    const first = await newToken();
    const second = (await refresh(first)).refreshToken;
    expect(second).not.toBe(first);
    const third = (await refresh(second)).refreshToken;
    expect(third).not.toBe(second);
    const hashes = [first, second ?? '', third ?? ''].map(refreshTokenHash);
    const rows = await rig.rows('select distinct family_id from sessions where token_hash = any($1)', [
      hashes,
    ]);
    expect(rows).toHaveLength(1);
  });

  test('whose answer was lost is exchanged for the same one again', async () => {
    const first = await newToken();
    const [lost, again] = [await refresh(first), await refresh(first)];
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect((await refresh(again.refreshToken)).userId).toBe(rig.clinics.patient.userId);
  });

  test('used again later ends the whole log-in, including the newest token', async () => {
    const first = await newToken();
    const second = (await refresh(first)).refreshToken;
    await advanceClock(rig.database, { seconds: 11 });
    expect(await refusalOf(refresh(first))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(refresh(second))).toBe('UNAUTHENTICATED');
  });

  test('used again does not affect other log-ins of the same user', async () => {
    const [stolen, other] = [await newToken(), await newToken()];
    await refresh(stolen);
    await advanceClock(rig.database, { seconds: 11 });
    expect(await refusalOf(refresh(stolen))).toBe('UNAUTHENTICATED');
    expect((await refresh(other)).userId).toBe(rig.clinics.patient.userId);
  });

  test('used by eight tabs at once is exchanged for one successor, and nobody is logged out', async () => {
    const token = await newToken();
    const { won, refused, broken } = await outcomesOf(Array.from({ length: 8 }, () => refresh(token)));
    expect([won.length, codesOf(refused), broken]).toEqual([8, [], []]);
    expect(new Set(won.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect((await refresh(won[0]?.refreshToken ?? null)).userId).toBe(rig.clinics.patient.userId);
  });

  test('is rejected when expired, unknown or missing', async () => {
    const token = await newToken();
    await advanceClock(rig.database, { hours: 31 * 24 });
    expect(await refusalOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(refresh('a'.repeat(43)))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(refresh(null))).toBe('UNAUTHENTICATED');
  });

  test('of a suspended user is rejected and stays valid for when the suspension ends', async () => {
    const token = await newToken();
    const { userId } = rig.clinics.patient;
    await rig.rows(`update users set status = 'suspended' where id = $1`, [userId]);
    expect(await refusalOf(refresh(token))).toBe('ACCOUNT_SUSPENDED');
    await rig.rows(`update users set status = 'active' where id = $1`, [userId]);
    expect((await refresh(token)).userId).toBe(userId);
  });

  test('from a cookie works like one from the body', async () => {
    const refreshToken = await newToken();
    const cookies = { refreshToken, set: () => undefined, clear: () => undefined };
    expect(await rig.useCases.auth.refresh({ ...asAnyone(), cookies }, {})).toMatchObject({
      refreshToken: null,
    });
  });
});

describe('logging out', () => {
  test('revokes the family, is idempotent, and succeeds for an unknown token', async () => {
    const token = await newToken();
    const newest = (await refresh(token)).refreshToken ?? '';
    const logOut = (refreshToken: string) => rig.useCases.auth.logout(asAnyone(), { refreshToken });
    expect(await logOut(newest)).toEqual({ loggedOut: true });
    expect(await logOut(newest)).toEqual({ loggedOut: true });
    expect(await logOut('b'.repeat(43))).toEqual({ loggedOut: true });
    expect(await refusalOf(refresh(newest))).toBe('UNAUTHENTICATED');
  });
});

describe('a request in the name of a log-in', () => {
  const familyOf = async (token: string): Promise<string> => {
    const rows = await rig.rows<{ family_id: string }>(
      'select family_id from sessions where token_hash = $1',
      [refreshTokenHash(token)],
    );
    return String(rows[0]?.family_id);
  };
  const meOf = (familyId: string) =>
    rig.useCases.auth.me(asUser(rig.clinics.patient.userId, { familyId }), {});

  test('is rejected as soon as it is logged out', async () => {
    const token = await newToken();
    const familyId = await familyOf(token);
    expect((await meOf(familyId)).userId).toBe(rig.clinics.patient.userId);
    await rig.useCases.auth.logout(asAnyone(), { refreshToken: token });
    expect(await refusalOf(meOf(familyId))).toBe('UNAUTHENTICATED');
  });

  test('is rejected as soon as a copied refresh token was noticed', async () => {
    const token = await newToken();
    const familyId = await familyOf(token);
    await refresh(token);
    await advanceClock(rig.database, { seconds: 11 });
    await refusalOf(refresh(token));
    expect(await refusalOf(meOf(familyId))).toBe('UNAUTHENTICATED');
  });

  test('logs out with nothing but its access token', async () => {
    const [token, other] = [await newToken(), await newToken()];
    const familyId = await familyOf(token);
    await rig.useCases.auth.logout(asUser(rig.clinics.patient.userId, { familyId }), {});
    expect(await refusalOf(meOf(familyId))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect((await refresh(other)).userId).toBe(rig.clinics.patient.userId);
  });

  test('is rejected where the log-in is of another account, or there is none', async () => {
    const familyId = await familyOf(await newToken());
    const { otherPatient } = rig.clinics;
    const asOther = asUser(otherPatient.userId, { familyId });
    expect(await refusalOf(rig.useCases.auth.me(asOther, {}))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(meOf('018f4e9a-0000-7000-8000-00000000dead'))).toBe('UNAUTHENTICATED');
  });

  test('holds no time after log-out', async () => {
    const token = await newToken();
    const familyId = await familyOf(token);
    await rig.useCases.auth.logout(asAnyone(), { refreshToken: token });
    const context = asUser(rig.clinics.patient.userId, { familyId, key: 'after log-out' });
    expect(await refusalOf(rig.useCases.bookings.hold(context, holdInput(rig, { daysAhead: 4 })))).toBe(
      'UNAUTHENTICATED',
    );
  });
});

describe('reading the own account', () => {
  test('returns the current roles', async () => {
    const { receptionist } = rig.clinics.asha.staff;
    const me = () => rig.useCases.auth.me(asUser(receptionist), {});
    expect((await me()).memberships).toMatchObject([{ clinicId: rig.clinics.asha.id, role: 'receptionist' }]);
    await rig.rows(`update memberships set role = 'billing' where user_id = $1`, [receptionist]);
    expect((await me()).memberships).toMatchObject([{ role: 'billing' }]);
    await rig.rows(`update memberships set role = 'receptionist' where user_id = $1`, [receptionist]);
  });

  test('reports operator only for operators, and nothing for a suspended user', async () => {
    expect((await rig.useCases.auth.me(asUser(rig.clinics.operator), {})).isOperator).toBe(true);
    expect((await rig.useCases.auth.me(asUser(rig.clinics.asha.staff.admin), {})).isOperator).toBe(false);
    expect(await refusalOf(rig.useCases.auth.me(asUser(rig.clinics.suspended), {}))).toBe(
      'ACCOUNT_SUSPENDED',
    );
  });
});
