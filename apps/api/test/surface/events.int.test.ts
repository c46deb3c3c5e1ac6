import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { hold } from '@holdfast/testkit/booking-steps';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/request/auth/access-token.ts';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { accessTokenSecret } from '../support/api-settings.ts';
import { type EventReader, openEvents } from '../support/event-reader.ts';
import { logInOf } from '../support/fixture-log-ins.ts';
import { expectRefusal } from '../support/http-client.ts';
import { cookieHeader, logInOnWeb } from '../support/web-session.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const path = '/api/v1/events';
const patience = { timeout: 10_000 };
const openAs = (token: string, query = '', headers: Record<string, string> = {}): Promise<EventReader> =>
  openEvents(`${rig.url}${path}${query}`, { authorization: `Bearer ${token}`, ...headers });
const patientToken = () => rig.tokenOf(rig.core.clinics.patient.userId);

describe('server-sent events', () => {
  test('a change arrives with its cursor, and a client that resumes gets exactly what it missed', async () => {
    const first = await openAs(patientToken());
    expect(await first.next()).toMatchObject({ event: 'resync' });
    const { booking } = await hold(rig.core, { time: '09:00' });
    const seen = await first.next();
    expect(seen).toMatchObject({ event: 'change', data: { subjectId: booking.id, subject: 'booking' } });
    await first.close();

    const missed = (await hold(rig.core, { time: '09:20' })).booking.id;
    for (const [query, headers] of [
      [`?cursor=${seen.id}`, {}],
      ['', { 'last-event-id': seen.id }],
      ['?cursor=nonsense', { 'last-event-id': seen.id }],
    ] as const) {
      const again = await openAs(patientToken(), query, headers);
      expect(
        (await again.collect((one) => one.data?.['subjectId'] === missed)).map((one) => one.event),
      ).not.toContain('resync');
      await again.close();
    }
  });

  test('an unknown cursor makes the client refetch and continue from now', async () => {
    const reader = await openAs(patientToken(), '?cursor=1-1.5.7');
    const resync = await reader.next();
    expect(resync.event).toBe('resync');
    expect(resync.data).toEqual({ cursor: resync.id });
    await reader.close();
  });

  test('a user gets no change that they may not see', async () => {
    const otherPatient = await openAs(rig.tokenOf(rig.core.clinics.otherPatient.userId));
    const desk = await openAs(rig.tokenOf(rig.core.clinics.asha.staff.receptionist));
    for (const one of [otherPatient, desk]) await one.next();
    const { booking } = await hold(rig.core, { time: '09:40' });
    expect((await desk.next()).data).toMatchObject({ subjectId: booking.id });
    const own = (
      await hold(rig.core, {
        time: '10:00',
        userId: rig.core.clinics.otherPatient.userId,
        patientId: rig.core.clinics.otherPatient.patientAt.asha,
      })
    ).booking;
    expect((await otherPatient.next()).data).toMatchObject({ subjectId: own.id });
    await Promise.all([otherPatient.close(), desk.close()]);
  });

  test('works with the cookie of the web, from its own page', async () => {
    const reader = await openEvents(`${rig.url}${path}`, cookieHeader(await logInOnWeb(rig)));
    expect((await reader.next()).event).toBe('resync');
    await reader.close();
  });

  test('is rejected with the envelope before the stream opens', async () => {
    expectRefusal(await rig.rest('GET', '/events'), 'UNAUTHENTICATED');
    expectRefusal(
      await rig.rest('GET', '/events', { token: rig.tokenOf(rig.core.clinics.suspended) }),
      'ACCOUNT_SUSPENDED',
    );
    expectRefusal(await rig.rest('GET', '/events?clinicId=1', { token: patientToken() }), 'INVALID_INPUT');
    expectRefusal(
      await rig.rest('GET', `/events?cursor=${'x'.repeat(121)}`, { token: patientToken() }),
      'INVALID_INPUT',
    );
    expectRefusal(await rig.rest('GET', '/events?surprise=1', { token: patientToken() }), 'INVALID_INPUT');
  });

  test('ends with its token and reports why', async () => {
    const soon = createAccessTokens(accessTokenSecret, () => Date.now() - (15 * 60 - 2) * 1_000);
    const reader = await openAs(soon.mint(logInOf(rig.core.clinics.patient.userId)).token);
    expect((await reader.next()).event).toBe('resync');
    const end = await reader.next();
    expect(end).toMatchObject({ event: 'end', data: { error: { code: 'TOKEN_EXPIRED' } } });
    expect(await reader.ended()).toBe(true);
  });

  test('ends when its user is suspended, before another change is sent', async () => {
    const doctor = rig.core.clinics.asha.staff.doctor;
    const reader = await openAs(rig.tokenOf(doctor));
    expect((await reader.next()).event).toBe('resync');
    await rig.core.rows(`update users set status = 'suspended' where id = $1`, [doctor]);
    await hold(rig.core, { time: '10:20' });
    expect(await reader.next()).toMatchObject({
      event: 'end',
      data: { error: { code: 'ACCOUNT_SUSPENDED' } },
    });
    expect(await reader.ended()).toBe(true);
  });

  test('ends when its log-in is logged out, with nothing but the access token, before another change is sent', async () => {
    const { patient, password } = rig.core.clinics;
    const logIn = async (): Promise<string> => {
      const { json } = await rig.rest('POST', '/auth/login', { body: { email: patient.email, password } });
      return String(json?.accessToken);
    };
    const [token, other] = [await logIn(), await logIn()];
    const reader = await openAs(token);
    expect((await reader.next()).event).toBe('resync');
    expect((await rig.rest('POST', '/auth/logout', { token, body: {} })).status).toBe(200);
    const { otherPatient } = rig.core.clinics;
    const change = { userId: otherPatient.userId, patientId: otherPatient.patientAt.asha };
    await hold(rig.core, { time: '11:20', ...change });
    expect(await reader.next()).toMatchObject({
      event: 'end',
      data: { error: { code: 'UNAUTHENTICATED' } },
    });
    expect(await reader.ended()).toBe(true);
    expectRefusal(await rig.rest('GET', '/me', { token }), 'UNAUTHENTICATED');
    expect((await rig.rest('GET', '/me', { token: other })).status).toBe(200);
  });

  test('a client that disconnects frees its stream', async () => {
    const gauge = async (): Promise<number> => {
      const text = await (await fetch(`${rig.url}/metrics`)).text();
      return Number(/^holdfast_streams (\d+)$/m.exec(text)?.[1]);
    };
    await expect.poll(gauge, patience).toBe(0);
    const reader = await openAs(patientToken());
    await reader.next();
    expect(await gauge()).toBe(1);
    await reader.close();
    await expect.poll(gauge, patience).toBe(0);
  });

  test('one user may have at most ten', async () => {
    const token = rig.tokenOf(rig.core.clinics.operator);
    const readers = await Promise.all(Array.from({ length: 10 }, () => openAs(token)));
    for (const reader of readers) await reader.next();
    const eleventh = await openAs(token);
    expect(await eleventh.next()).toMatchObject({ event: 'end', data: { error: { code: 'RATE_LIMITED' } } });
    await Promise.all(readers.map((reader) => reader.close()));
  });
});

describe('the tRPC subscription', () => {
  test('delivers the same messages with the same cursors', async () => {
    const client = createTRPCClient<AppRouter>({
      links: [
        httpSubscriptionLink({ url: `${rig.url}/trpc`, EventSource: await eventSourceWith(patientToken()) }),
      ],
    });
    const messages: { id: string; data: FeedMessage }[] = [];
    const subscription = client.feed.follow.subscribe(
      {},
      { onData: (message) => void messages.push(message) },
    );
    await expect.poll(() => messages.length, patience).toBe(1);
    const { booking } = await hold(rig.core, { time: '10:40' });
    await expect.poll(() => messages.length, patience).toBeGreaterThan(1);
    subscription.unsubscribe();
    expect(messages[0]?.data.type).toBe('resync');
    const change = messages[1]?.data;
    expect(change).toMatchObject({
      type: 'change',
      event: { subjectId: booking.id, cursor: messages[1]?.id },
    });
  });
});

/** Node has no EventSource: the few parts of it that the link uses, over fetch. */
async function eventSourceWith(token: string) {
  const { createEventSource } = await import('../support/event-source.ts');
  return createEventSource({ authorization: `Bearer ${token}` });
}

describe('shutdown', () => {
  test('a stream is asked to reconnect elsewhere, and the server ends at once', async () => {
    const own = await createApiRig();
    const url = `${own.url}${path}`;
    const authorization = `Bearer ${own.tokenOf(own.core.clinics.patient.userId)}`;
    const reader = await openEvents(url, { authorization });
    expect((await reader.next()).event).toBe('resync');
    own.api.drain();
    const ready = await fetch(`${own.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'stopping' });
    expect(await reader.next()).toMatchObject({ event: 'end', data: { error: { code: 'OVERLOADED' } } });
    expect(await reader.ended()).toBe(true);
    await own.close();
  });
});
