import type { Me } from '@holdfast/contract/auth/auth.procedures';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createTRPCClient } from '@trpc/client';
import type { ApiClient } from '../lib/api/trpc.ts';
import { clockLink } from '../lib/clock/clock-link.ts';
import { dateInZone } from '../lib/format/format-time.ts';
import { createFakeAccounts, fakeAccounts } from '../testing/fake-accounts.ts';
import { fakeDay, staffMe, troubledVisits } from '../testing/fake-board.ts';
import { asha, patientMe } from '../testing/fake-data.ts';
import { createFakeDesk } from '../testing/fake-desk.ts';
import { createFakeDrawers, fakeDrawers } from '../testing/fake-drawers.ts';
import { createFakeApi, type FakeHandlers, FakeRefusal } from '../testing/fake-link.ts';
import { createFakeOps } from '../testing/fake-ops.ts';
import { createFakeWorld } from '../testing/fake-world.ts';

/** Who logs in, by the first part of the e-mail address; a phone number logs in the patient. */
const people: Readonly<Record<string, () => Me>> = {
  patient: () => patientMe,
  reception: () => staffMe('receptionist'),
  doctor: () => staffMe('doctor'),
  admin: () => staffMe('admin'),
  operator: () => staffMe('admin', true),
};

const storedPerson = 'holdfast.fake.person';
const storedRows = 'holdfast.fake.rows';

function me(): Me {
  const person = people[localStorage.getItem(storedPerson) ?? ''];
  if (!person) throw new FakeRefusal('UNAUTHENTICATED');
  return person();
}

/** How many rows lists have: `?rows=0`, `1` or `200` in the address of the first page, kept for the next ones. */
function rows(unasked: number): number {
  const asked = new URLSearchParams(window.location.search).get('rows');
  if (asked !== null) localStorage.setItem(storedRows, asked);
  return Number(localStorage.getItem(storedRows) ?? unasked);
}

function logIns(): FakeHandlers {
  const enter = (person: string) => {
    localStorage.setItem(storedPerson, person);
    const now = new Date().toISOString();
    const noTokens = { accessToken: null, refreshToken: null };
    return { userId: me().userId, ...noTokens, accessExpiresAt: now, refreshExpiresAt: now };
  };
  return {
    'auth.me': me,
    'auth.login': ({ email }: { email: string }) => {
      const person = email.split('@')[0] ?? '';
      if (!people[person]) throw new FakeRefusal('INVALID_CREDENTIALS');
      return enter(person);
    },
    'auth.verifyCode': () => enter('patient'),
    'auth.logout': () => {
      localStorage.removeItem(storedPerson);
      return { loggedOut: true };
    },
  };
}

/** Patients and staff share one clinic; procedures that both call answer by the role of the caller. */
function byPerson(world: FakeHandlers, desk: FakeHandlers): FakeHandlers {
  const shared = Object.keys(desk).filter((path) => path in world);
  const isDesk = (): boolean => me().memberships.length > 0;
  return Object.fromEntries(
    shared.map((path) => [
      path,
      (input: never, call: Parameters<NonNullable<FakeHandlers[string]>>[1]) => {
        const asked = path.startsWith('clinics.') || !isDesk() ? world[path] : desk[path];
        return asked?.(input, call);
      },
    ]),
  );
}

/** A clinic in memory in place of the API. The page sends no requests. */
export function createFakeClinic(): ApiClient {
  const count = rows(40);
  const today = dateInZone(Date.now(), asha.timeZone);
  const troubled = troubledVisits(today).slice(0, count);
  const world = createFakeWorld(rows(2), troubled);
  const { handlers: desk } = createFakeDesk({
    bookings: [...troubled, ...fakeDay(count, today)],
  });
  const accounts = createFakeAccounts({ accounts: fakeAccounts().slice(0, count) });
  const drawers = createFakeDrawers(fakeDrawers().slice(0, count));
  const ops = createFakeOps({ webhookCount: count, messageCount: count });
  const handlers = {
    ...world,
    ...desk,
    ...ops,
    ...accounts,
    ...drawers,
    ...byPerson(world, desk),
    ...logIns(),
  };
  return createTRPCClient<AppRouter>({ links: [clockLink, createFakeApi(handlers).link] });
}
