import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createTRPCClient } from '@trpc/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { patientMe } from '../../testing/fake-data.ts';
import { createFakeApi, FakeRefusal } from '../../testing/fake-link.ts';
import { forgetLogIn, refreshSession, rememberLogIn } from '../account/session.ts';
import { errorCodeOf } from './api-error.ts';
import { refreshLink } from './refresh-link.ts';

/** An API whose token is expired until it is renewed. */
function expiringApi(code: 'TOKEN_EXPIRED' | 'UNAUTHENTICATED', canRenew = true) {
  const state = { isGood: false, renewals: 0 };
  const api = createFakeApi({
    'auth.me': () => {
      if (!state.isGood) throw new FakeRefusal(code);
      return patientMe;
    },
    'clinics.list': () => {
      if (!state.isGood) throw new FakeRefusal(code);
      return { items: [], nextCursor: null };
    },
  });
  const renew = () =>
    refreshSession(async () => {
      state.renewals += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!canRenew) throw new FakeRefusal('UNAUTHENTICATED');
      state.isGood = true;
    });
  const client = createTRPCClient<AppRouter>({ links: [refreshLink(renew), api.link] });
  return { client, state, api };
}

describe('an expired token', () => {
  beforeEach(() => {
    localStorage.clear();
    rememberLogIn(patientMe.userId);
  });

  it('is renewed once for all calls that need it, and each call is retried once', async () => {
    const { client, state, api } = expiringApi('TOKEN_EXPIRED');
    const [me, clinics] = await Promise.all([client.auth.me.query({}), client.clinics.list.query({})]);
    expect([me.userId, clinics.items]).toEqual([patientMe.userId, []]);
    expect(state.renewals).toBe(1);
    expect(api.calls.map(({ path }) => path).sort()).toEqual([
      'auth.me',
      'auth.me',
      'clinics.list',
      'clinics.list',
    ]);
  });

  it('is reported to the page when it cannot be renewed, without endless retries', async () => {
    const { client, state, api } = expiringApi('TOKEN_EXPIRED', false);
    const failed: unknown = await client.auth.me.query({}).catch((cause: unknown) => cause);
    expect(errorCodeOf(failed)).toBe('TOKEN_EXPIRED');
    expect(state.renewals).toBe(1);
    expect(api.calls).toHaveLength(1);
  });

  it('is renewed too when its cookie is gone although a user is logged in', async () => {
    const { client, state } = expiringApi('UNAUTHENTICATED');
    await client.auth.me.query({});
    expect(state.renewals).toBe(1);
  });

  it('is not renewed for an anonymous user', async () => {
    forgetLogIn();
    const { client, state } = expiringApi('UNAUTHENTICATED');
    const failed: unknown = await client.auth.me.query({}).catch((cause: unknown) => cause);
    expect(errorCodeOf(failed)).toBe('UNAUTHENTICATED');
    expect(state.renewals).toBe(0);
  });

  it('is not renewed again by a call that waited while another tab did it', async () => {
    const locks = {
      request: (_: string, work: () => Promise<boolean>) => {
        localStorage.setItem('holdfast.renewal', 'of another tab');
        return work();
      },
    };
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
    try {
      const { client, state } = expiringApi('TOKEN_EXPIRED');
      await client.auth.me.query({}).catch(() => undefined);
      expect(state.renewals).toBe(0);
    } finally {
      Reflect.deleteProperty(navigator, 'locks');
    }
  });

  it('is renewed also on a device whose clock was ahead at the last renewal', async () => {
    const tomorrowMs = Date.now() + 24 * 3_600_000;
    localStorage.setItem('holdfast.renewal', `${tomorrowMs}.5`);
    localStorage.setItem('holdfast.renewed-at', String(tomorrowMs));
    const { client, state } = expiringApi('TOKEN_EXPIRED');
    await client.auth.me.query({});
    expect(state.renewals).toBe(1);
  });
});
