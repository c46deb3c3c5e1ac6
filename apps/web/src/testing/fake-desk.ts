import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { dateInZone } from '../lib/format/format-time.ts';
import { staffMe } from './fake-board.ts';
import { fakeClinics } from './fake-clinics.ts';
import { asha, menon, rao, ravi, readBy } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';
import { createFakePayments } from './fake-payments.ts';

interface Passage {
  readonly fromState: BookingState | null;
  readonly toState: BookingState;
  readonly at: string;
  readonly actor: string;
  readonly reason: string | null;
}

export interface FakeDesk {
  readonly handlers: FakeHandlers;
  readonly booking: (id: string) => Booking;
  /** Another user changes the state of a booking. */
  readonly move: (id: string, to: BookingState, actor: string) => Booking;
}

interface FakeDeskOptions {
  readonly bookings: readonly Booking[];
  readonly role?: ClinicRole;
  readonly now?: () => string;
}

function refuseUnknown(): never {
  throw new FakeRefusal('NOT_FOUND');
}

/** Answers that do not change in a test. */
const fixedAnswers: FakeHandlers = {
  ...fakeClinics([asha]),
  'clinics.doctors': () => ({ doctors: [menon, rao] }),
  'patients.list': () => ({ items: [ravi], nextCursor: null }),
  'auth.revealCode': () => ({ code: '482913', expiresAt: new Date(Date.now() + 240_000).toISOString() }),
};

/** Money of a booking after its cancellation: a refund of what was paid. */
function moneyAfterCancel(money: Booking['money']): Booking['money'] {
  if (money.paid.amountMinor === 0) return money;
  return { ...money, state: 'refunding', paid: { ...money.paid, amountMinor: 0 }, refunding: money.paid };
}

const promisedAtDesk = ({ money }: Booking): Partial<Booking> => ({
  cover: 'desk_permission',
  money: { ...money, state: 'at_desk' },
});

const isOn =
  (date: string) =>
  ({ startsAt }: Booking): boolean =>
    dateInZone(Date.parse(startsAt), asha.timeZone) === date;

/** The staff procedures of a clinic in memory: follows the legal edges, keeps the history, counts versions. */
export function createFakeDesk({ bookings, role = 'receptionist', now }: FakeDeskOptions): FakeDesk {
  const clock = now ?? (() => new Date().toISOString());
  const rows = new Map<string, Booking>(bookings.map((booking) => [booking.id, booking]));
  const passages = new Map<string, Passage[]>();

  function booking(id: string): Booking {
    return readBy(role, { ...(rows.get(id) ?? refuseUnknown()), serverNow: clock() });
  }

  function historyOf(id: string): Passage[] {
    const { state, createdAt } = booking(id);
    const known = passages.get(id) ?? [];
    const first = { fromState: null, toState: known[0]?.fromState ?? state, at: createdAt, reason: null };
    return [{ ...first, actor: 'system:webhook' }, ...known];
  }

  function move(
    id: string,
    to: BookingState,
    actor: string,
    draft: Partial<Booking> = {},
    reason: string | null = null,
  ) {
    const before = booking(id);
    if (before.state === to) return before;
    if (!bookingMachine.can(before.state, to)) throw new FakeRefusal('STATE_CONFLICT');
    const passage = { fromState: before.state, toState: to, at: clock(), actor, reason };
    passages.set(id, [...(passages.get(id) ?? []), passage]);
    rows.set(id, { ...before, holdExpiresAt: null, ...draft, state: to, version: before.version + 1 });
    return booking(id);
  }

  const step =
    (to: BookingState) =>
    ({ bookingId }: { bookingId: string }): Booking =>
      move(bookingId, to, 'Meera Rao');

  function cancel({ bookingId, reason }: { bookingId: string; reason: string }): Booking {
    const money = moneyAfterCancel(booking(bookingId).money);
    return move(bookingId, 'cancelled', 'Meera Rao', { endReason: reason, money }, reason);
  }

  const handlers: FakeHandlers = {
    'auth.me': () => staffMe(role),
    ...fixedAnswers,
    'bookings.board': ({ date }: { date: string }) => ({
      date,
      bookings: [...rows.keys()].map(booking).filter(isOn(date)),
      serverNow: clock(),
    }),
    'bookings.get': ({ bookingId }: { bookingId: string }) => booking(bookingId),
    'bookings.history': ({ bookingId }: { bookingId: string }) => ({ transitions: historyOf(bookingId) }),
    ...createFakePayments({
      all: () => [...rows.keys()].map(booking),
      write: (written) => rows.set(written.id, written),
    }),
    'bookings.checkIn': step('checked_in'),
    'bookings.start': step('in_consultation'),
    'bookings.complete': step('completed'),
    'bookings.noShow': step('no_show'),
    'bookings.permitDeskPayment': ({ bookingId }: { bookingId: string }) =>
      move(bookingId, 'confirmed', 'Meera Rao', promisedAtDesk(booking(bookingId))),
    'bookings.cancel': cancel,
  };
  return { handlers, booking, move };
}
