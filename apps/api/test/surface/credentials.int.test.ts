import { advanceClock } from '@holdfast/testkit/advance-clock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';
import { cookieHeader, logInOnWeb, ownOrigin, setCookies, webHeaders } from '../support/web-session.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const credentials = () => ({ email: rig.core.clinics.patient.email, password: rig.core.clinics.password });

describe('bearer clients', () => {
  test('get their tokens in the body and no cookie', async () => {
    const answer = await rig.rest('POST', '/auth/login', { body: credentials() });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const token = String(answer.json?.accessToken);
    const me = await rig.rest('GET', '/me', { token });
    expect(me.json?.userId).toBe(rig.core.clinics.patient.userId);
    const renewed = await rig.rest('POST', '/auth/refresh', {
      body: { refreshToken: answer.json?.refreshToken },
    });
    expect(renewed.status).toBe(200);
    expect(renewed.json?.refreshToken).not.toBe(answer.json?.refreshToken);
  });

  test('a refresh token used again later ends its whole log-in, access tokens included', async () => {
    const first = await rig.rest('POST', '/auth/login', { body: credentials() });
    const spent = { refreshToken: first.json?.refreshToken };
    const second = await rig.rest('POST', '/auth/refresh', { body: spent });
    expect(second.status).toBe(200);
    const again = await rig.rest('POST', '/auth/refresh', { body: spent });
    expect(again.json?.refreshToken).toBe(second.json?.refreshToken);
    const token = String(second.json?.accessToken);
    expect((await rig.rest('GET', '/me', { token })).status).toBe(200);
    await advanceClock(rig.core.database, { seconds: 11 });
    expectRefusal(await rig.rest('POST', '/auth/refresh', { body: spent }), 'UNAUTHENTICATED');
    const child = { refreshToken: second.json?.refreshToken };
    expectRefusal(await rig.rest('POST', '/auth/refresh', { body: child }), 'UNAUTHENTICATED');
    expectRefusal(await rig.rest('GET', '/me', { token }), 'UNAUTHENTICATED');
  });

  test('a wrong password and an unknown account get the same response', async () => {
    const wrong = await rig.rest('POST', '/auth/login', { body: { ...credentials(), password: 'wrong' } });
    const unknown = await rig.rest('POST', '/auth/login', {
      body: { ...credentials(), email: 'nobody@fixture.example' },
    });
    const [a, b] = [
      expectRefusal(wrong, 'INVALID_CREDENTIALS'),
      expectRefusal(unknown, 'INVALID_CREDENTIALS'),
    ];
    expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' });
  });
});

describe('the web', () => {
  test('gets HttpOnly cookies and no token in the body', async () => {
    const answer = await rig.rest('POST', '/auth/login', { body: credentials(), headers: webHeaders });
    expect(answer.json).toMatchObject({ accessToken: null, refreshToken: null });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['holdfast_access', 'holdfast_refresh']);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  });

  test('works with cookies alone, renews them and logs out, over both surfaces', async () => {
    let cookies = await logInOnWeb(rig);
    const call = () => ({ headers: { ...cookieHeader(cookies), origin: ownOrigin } });
    expect((await rig.rest('GET', '/me', call())).status).toBe(200);
    expect((await rig.query('auth.me', {}, call())).status).toBe(200);
    const renewed = await rig.mutate('auth.refresh', {}, call());
    expect(renewed.status).toBe(200);
    expect(renewed.json?.result?.data).toMatchObject({ accessToken: null, refreshToken: null });
    cookies = setCookies(renewed);
    const gone = await rig.rest('POST', '/auth/logout', { ...call(), body: {} });
    expect(gone.json).toEqual({ loggedOut: true });
    for (const cookie of gone.headers.getSetCookie()) expect(cookie).toContain('Max-Age=0');
    expectRefusal(await rig.rest('POST', '/auth/refresh', { ...call(), body: {} }), 'UNAUTHENTICATED');
  });

  test('without its access cookie it is asked to renew, not to log in', async () => {
    const { holdfast_refresh } = await logInOnWeb(rig);
    const headers = cookieHeader({ holdfast_refresh: holdfast_refresh ?? '' });
    expectRefusal(await rig.rest('GET', '/me', { headers }), 'TOKEN_EXPIRED');
  });

  test.each([
    ['another site', 'https://evil.example'],
    ['a sub-domain', 'http://x.holdfast.test'],
    ['another scheme', 'https://holdfast.test'],
    ['a sandboxed frame', 'null'],
    ['nobody', undefined],
  ])('a command that %s sends with our cookies is rejected on both surfaces', async (_who, origin) => {
    const headers = { ...cookieHeader(await logInOnWeb(rig)), ...(origin === undefined ? {} : { origin }) };
    expectRefusal(await rig.rest('POST', '/auth/logout', { headers, body: {} }), 'ORIGIN_REFUSED');
    expectRefusal(await rig.mutate('auth.logout', {}, { headers }), 'ORIGIN_REFUSED');
    const { origin: _origin, ...readHeaders } = headers;
    expect((await rig.rest('GET', '/me', { headers: readHeaders })).status).toBe(200);
  });

  test('a log-in as the web requires our origin too', async () => {
    const headers = { 'x-holdfast-client': 'web', origin: 'https://evil.example' };
    const answer = await rig.rest('POST', '/auth/login', { body: credentials(), headers });
    expectRefusal(answer, 'ORIGIN_REFUSED');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('both at once', () => {
  test('a bearer token together with a cookie or the web client is rejected on both surfaces', async () => {
    const token = rig.tokenOf(rig.core.clinics.patient.userId);
    const cookies = cookieHeader(await logInOnWeb(rig));
    for (const headers of [cookies, { cookie: 'holdfast_refresh=x' }, { 'x-holdfast-client': 'web' }]) {
      expectRefusal(await rig.rest('GET', '/me', { token, headers }), 'MALFORMED_REQUEST');
      expectRefusal(await rig.query('auth.me', {}, { token, headers }), 'MALFORMED_REQUEST');
    }
    expect((await rig.rest('GET', '/me', { token, headers: { cookie: 'theme=dark' } })).status).toBe(200);
  });
});

describe('over https', () => {
  test('cookies are bound to this host by their name, and the plain names are ignored', async () => {
    const secure = await createApiRig({ settings: { PUBLIC_URL: 'https://holdfast.test' } });
    try {
      const headers = { 'x-holdfast-client': 'web', origin: 'https://holdfast.test' };
      const { email } = secure.core.clinics.patient;
      const answer = await secure.rest('POST', '/auth/login', { body: { ...credentials(), email }, headers });
      expect(answer.status).toBe(200);
      for (const cookie of answer.headers.getSetCookie()) {
        expect(cookie).toMatch(
          /^__Host-holdfast_(access|refresh)=.+; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/,
        );
      }
      const renamed = Object.entries(setCookies(answer)).map(([name, value]) => [
        name.replace('__Host-', ''),
        value,
      ]);
      const plain = cookieHeader(Object.fromEntries(renamed));
      expectRefusal(await secure.rest('GET', '/me', { headers: plain }), 'UNAUTHENTICATED');
      expect((await secure.rest('GET', '/me', { headers: cookieHeader(setCookies(answer)) })).status).toBe(
        200,
      );
      expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    } finally {
      await secure.close();
    }
  });
});
