import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createTRPCClient } from '@trpc/client';
import type { ApiClient } from '../lib/api/trpc.ts';
import { clockLink } from '../lib/clock/clock-link.ts';
import { dateInZone } from '../lib/format/format-time.ts';
import { fakeDay, staffMe } from './fake-board.ts';
import { asha } from './fake-data.ts';
import { createFakeDesk } from './fake-desk.ts';
import { createFakeApi, type FakeHandlers } from './fake-link.ts';
import { createFakeOps } from './fake-ops.ts';
import { createFakeWorld } from './fake-world.ts';

/** `localStorage['holdfast.fake-staff'] = '40'` shows the staff's pages too, with that many bookings today. */
function staffHandlers(): FakeHandlers {
  const count = localStorage.getItem('holdfast.fake-staff');
  if (count === null) return {};
  const today = dateInZone(Date.now(), asha.timeZone);
  const { handlers } = createFakeDesk({ bookings: fakeDay(Number(count), today) });
  const state = localStorage.getItem('holdfast.fake-whatsapp') ?? 'ready';
  const qrText = state === 'qr' ? `2@holdfast-${Math.floor(Date.now() / 20_000)}-0123456789abcdef` : null;
  const ops = createFakeOps({ webhookCount: 150, messageCount: 150, whatsapp: () => ({ state, qrText }) });
  return { ...handlers, ...ops, 'auth.me': () => staffMe('receptionist', true) };
}

export function createFakeClient(): ApiClient {
  const handlers = { ...createFakeWorld(), ...staffHandlers() };
  return createTRPCClient<AppRouter>({ links: [clockLink, createFakeApi(handlers).link] });
}
