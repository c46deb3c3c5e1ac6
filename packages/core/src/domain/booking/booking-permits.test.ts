import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import {
  type BookingAction,
  bookingActions,
  bookingMoneyStates,
  moneyPhases,
} from '@holdfast/contract/booking/booking-words';
import { describe, expect, test } from 'vitest';
import { bookingPermit, type PermitFacts } from './booking-permits.ts';
import {
  type BookingDecision,
  decideCancel,
  decideCheckout,
  decideDeskPayment,
  decideMove,
  decideNoShow,
  decideTakePayment,
} from './decide-booking.ts';

const startsAt = new Date('2026-05-04T09:00:00Z');
const holdExpiresAt = new Date('2026-05-03T12:00:00Z');
const minutesLater = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000);
const readers = [
  { byDesk: true, byColleague: false, ownedByCaller: false },
  { byDesk: false, byColleague: true, ownedByCaller: false },
  { byDesk: false, byColleague: false, ownedByCaller: true },
  { byDesk: true, byColleague: false, ownedByCaller: true },
];

type Choices = { readonly [K in keyof PermitFacts]?: readonly PermitFacts[K][] };

/** Every combination of the choices, over the facts that they leave open. */
function combinations(base: PermitFacts, choices: Choices): PermitFacts[] {
  return Object.entries(choices).reduce<PermitFacts[]>(
    (cases, [name, values]) => cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [base],
  );
}

const someone: PermitFacts = {
  byDesk: true,
  byColleague: false,
  ownedByCaller: false,
  state: 'held',
  startsAt,
  noShowGraceMinutes: 15,
  now: startsAt,
  holdExpired: false,
  holdExpiresAt,
  deskPermission: 'staff',
  collected: 'online',
  moneyState: 'unpaid',
  isPermitted: false,
  dueMinor: 80_000,
  fundsMinor: 0,
};

/** Every state × reader × moment × rail, with each kind of money; and what a permission or desk money changes. */
function everyCase(): PermitFacts[] {
  const common: Choices = {
    state: bookingMachine.states,
    now: [-60, 0, 14.99, 15, 600].map(minutesLater),
    holdExpired: [true, false],
    collected: ['online', 'desk'],
  };
  const byMoney: Choices = { deskPermission: ['staff', 'patients'], moneyState: bookingMoneyStates };
  const byDesk: Choices = {
    isPermitted: [true, false],
    fundsMinor: [0, 30_000, 80_000],
    moneyState: ['at_desk'],
  };
  return readers.flatMap((reader) => {
    const base = { ...someone, ...reader };
    return [
      ...combinations(base, { ...common, ...byMoney }),
      ...combinations(base, { ...common, ...byDesk }),
    ];
  });
}

const verbs: Readonly<Record<BookingAction, (booking: PermitFacts) => BookingDecision<unknown>>> = {
  pay: decideCheckout,
  checkIn: ({ state }) => decideMove(state, 'checked_in'),
  start: ({ state }) => decideMove(state, 'in_consultation'),
  complete: ({ state }) => decideMove(state, 'completed'),
  permitDeskPayment: decideDeskPayment,
  takePayment: decideTakePayment,
  noShow: decideNoShow,
  cancel: decideCancel,
};

describe('a permit', () => {
  const cases = everyCase();

  test.each(bookingActions)('to %s is never given where the verb rejects', (action) => {
    expect(cases.length).toBeGreaterThan(9000);
    for (const booking of cases) {
      const permit = bookingPermit(action, booking, true);
      const decision = verbs[action](booking);
      if (permit.allowed) expect(decision.kind).toBe('go');
      if (permit.reason === 'already_done') expect(decision.kind).toBe('already');
      expect(permit.allowed).toBe(permit.reason === null);
      expect(bookingPermit(action, booking, false)).toMatchObject({
        allowed: false,
        reason: 'not_permitted',
      });
    }
  });

  test.each(bookingActions.filter((action) => action !== 'pay' && action !== 'takePayment'))(
    'to %s is given wherever the verb succeeds',
    (action) => {
      for (const booking of cases) {
        expect(bookingPermit(action, booking, true).allowed).toBe(verbs[action](booking).kind === 'go');
      }
    },
  );

  test('names the instant from which the verb works, where only time prevents it', () => {
    for (const booking of cases) {
      const { reason, from } = bookingPermit('noShow', booking, true);
      expect(from).toEqual(reason === 'too_early' ? minutesLater(15) : null);
      if (from) expect(bookingPermit('noShow', { ...booking, now: from }, true).allowed).toBe(true);
    }
  });

  test('to pay, online or at the desk, ends with the hold; by permission with the start of the visit', () => {
    const unpaid: readonly BookingState[] = ['held', 'awaiting_payment'];
    for (const booking of cases) {
      const end = unpaid.includes(booking.state) ? booking.holdExpiresAt : booking.startsAt;
      for (const action of ['pay', 'permitDeskPayment'] as const) {
        const permit = bookingPermit(action, booking, true);
        expect(permit.until).toEqual(permit.allowed ? end : null);
      }
    }
  });

  test('to pay is never given for a booking that is paid, ended, or of another user', () => {
    const asked = cases.filter((booking) => bookingPermit('pay', booking, true).allowed);
    const unpaid: readonly BookingState[] = ['held', 'awaiting_payment'];
    expect(asked.length).toBeGreaterThan(0);
    for (const booking of asked) {
      // After a wrong amount, a part, or money that went back, the price may still be paid.
      const leavesToPay = ['wrong_amount', 'part_paid', 'refunding', 'refunded'].includes(booking.moneyState);
      if (!leavesToPay) expect(moneyPhases[booking.moneyState]).not.toBe('came');
      expect(booking.moneyState).not.toBe('authorized');
      const isOpen = booking.isPermitted && booking.fundsMinor === 0 && booking.now < booking.startsAt;
      expect(isOpen ? [...unpaid, 'confirmed', 'checked_in'] : unpaid).toContain(booking.state);
      expect(booking.collected).toBe('online');
      expect(booking.byDesk || booking.ownedByCaller).toBe(true);
    }
  });
});
