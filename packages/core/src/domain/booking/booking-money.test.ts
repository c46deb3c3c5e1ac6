import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { bookingMoneyStates, moneyPhases } from '@holdfast/contract/booking/booking-words';
import { paymentMachine } from '@holdfast/contract/payment/payment.states';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookingMoney, type MoneyFacts } from './booking-money.ts';

const price = 80_000;
const hold: MoneyFacts = {
  state: 'held',
  hasSuccessor: false,
  hasDeskPermission: false,
  collected: 'online',
  paymentState: 'pending',
  dueMinor: price,
  capturedMinor: 0,
  settledMinor: 0,
  settledReturnedMinor: 0,
  authorizedMinor: 0,
  attemptOpen: false,
  mismatchedMinor: 0,
  refundOnWayMinor: 0,
  refundUnknownMinor: 0,
  refundProcessedMinor: 0,
  refundFailedMinor: 0,
};
const paid = { paymentState: 'captured', capturedMinor: price, settledMinor: price } as const;
const twice = { ...paid, capturedMinor: 2 * price };
const open = { attemptOpen: true } as const;
const allBack = { settledReturnedMinor: price } as const;

/** The expected money state for each booking × payment × refund that can occur. */
const table: readonly [string, Partial<MoneyFacts>, string][] = [
  ['an unpaid hold', {}, 'unpaid'],
  ['a hold at a clinic paid at the desk', { collected: 'desk' }, 'at_desk'],
  ['a hold with an open payment attempt', { state: 'awaiting_payment', ...open }, 'checking'],
  ['a hold with money authorized', { authorizedMinor: price, ...open }, 'authorized'],
  ['a hold whose money has just arrived', paid, 'paid'],
  ['a hold that got a wrong amount', { mismatchedMinor: 70_000 }, 'checking'],
  ['a paid booking', { state: 'confirmed', ...paid }, 'paid'],
  ['a booking to be paid at the desk', { state: 'confirmed', collected: 'desk' }, 'at_desk'],
  ['one with a desk permission, charged online', { state: 'confirmed', hasDeskPermission: true }, 'at_desk'],
  ['one paid twice', { state: 'confirmed', ...twice, refundOnWayMinor: price }, 'paid'],
  [
    'one paid twice, the second refunded',
    { state: 'confirmed', ...twice, refundProcessedMinor: price },
    'paid',
  ],
  ['one whose second payment has no refund yet', { state: 'confirmed', ...twice }, 'refund_due'],
  [
    'one whose second refund failed',
    { state: 'confirmed', ...twice, refundFailedMinor: price },
    'refund_failed',
  ],
  [
    'one whose second refund is unknown',
    { state: 'confirmed', ...twice, refundUnknownMinor: price },
    'refund_unknown',
  ],
  [
    'a live booking refunded in full',
    { state: 'confirmed', ...paid, ...allBack, refundProcessedMinor: price },
    'refunded',
  ],
  ['a checked-in patient', { state: 'checked_in', ...paid }, 'paid'],
  ['a patient in consultation', { state: 'in_consultation', ...paid }, 'paid'],
  ['a visit that is over', { state: 'completed', ...paid }, 'paid'],
  ['a visit that is over and unpaid', { state: 'completed', hasDeskPermission: true }, 'at_desk'],
  ['an unpaid hold that expired', { state: 'expired', paymentState: 'closed' }, 'nothing_taken'],
  ['an expired hold with an open attempt', { state: 'expired', ...open }, 'checking'],
  ['late money that moved to a successor', { state: 'expired', ...paid, hasSuccessor: true }, 'paid'],
  ['late money without a refund yet', { state: 'expired', ...paid }, 'refund_due'],
  [
    'late money with its refund under way',
    { state: 'expired', ...paid, ...allBack, refundOnWayMinor: price },
    'refunding',
  ],
  ['a hold that was released', { state: 'cancelled' }, 'nothing_taken'],
  ['a released hold with an open attempt', { state: 'cancelled', ...open }, 'checking'],
  ['a cancellation before its refund', { state: 'cancelled', ...paid }, 'refund_due'],
  [
    'a processed refund',
    { state: 'cancelled', ...paid, ...allBack, refundProcessedMinor: price },
    'refunded',
  ],
  [
    'a refund of unknown outcome',
    { state: 'cancelled', ...paid, ...allBack, refundUnknownMinor: price },
    'refund_unknown',
  ],
  ['a failed refund', { state: 'cancelled', ...paid, refundFailedMinor: price }, 'refund_failed'],
  [
    'a failed refund that was requested again',
    { state: 'cancelled', ...paid, ...allBack, refundFailedMinor: price, refundOnWayMinor: price },
    'refunding',
  ],
  ['a no-show', { state: 'no_show', ...paid }, 'paid'],
  ['a no-show with a desk permission', { state: 'no_show', hasDeskPermission: true }, 'nothing_taken'],
  ['a moved booking', { state: 'rescheduled', ...paid }, 'paid'],
  ['a declined booking', { state: 'declined' }, 'nothing_taken'],
];

describe('the money of a booking', () => {
  test.each(table)('is one state: %s', (_name, facts, state) => {
    expect(bookingMoney({ ...hold, ...facts }).state).toBe(state);
  });

  test('uses every state', () => {
    expect([...new Set(table.map(([, , state]) => state))].sort()).toEqual([...bookingMoneyStates].sort());
  });

  test('counts as paid what a cancellation refunds, not a second payment', () => {
    const facts: MoneyFacts = { ...hold, ...twice, state: 'confirmed', refundFailedMinor: price };
    expect(bookingMoney(facts)).toMatchObject({ paidMinor: price, refundDueMinor: price, refundedMinor: 0 });
  });

  test('states the amount that moves, not the price', () => {
    const part = { settledReturnedMinor: 30_000, refundOnWayMinor: 30_000 };
    expect(bookingMoney({ ...hold, ...paid, ...part, state: 'cancelled' })).toMatchObject({
      paidMinor: 50_000,
      refundingMinor: 30_000,
      refundDueMinor: 50_000,
    });
  });

  test('never reports a negative paid amount', () => {
    const over = { ...hold, ...paid, settledReturnedMinor: 90_000, refundProcessedMinor: 90_000 };
    expect(bookingMoney(over)).toMatchObject({ paidMinor: 0, refundDueMinor: 0 });
    expect(bookingMoney(hold).paidMinor).toBe(0);
  });

  test('counts a refund of unknown outcome as on its way, never as done or as still due', () => {
    const facts: MoneyFacts = { ...hold, ...paid, ...allBack, state: 'cancelled', refundUnknownMinor: price };
    expect(bookingMoney(facts)).toMatchObject({ refundingMinor: price, refundedMinor: 0, refundDueMinor: 0 });
  });
});

/** Charges and refunds as the reducer can leave them: whole captures, refunds never above what was captured. */
const anyFacts = fc
  .record({
    state: fc.constantFrom(...bookingMachine.states),
    paymentState: fc.constantFrom(...paymentMachine.states),
    collected: fc.constantFrom('online', 'desk'),
    hasSuccessor: fc.boolean(),
    hasDeskPermission: fc.boolean(),
    attemptOpen: fc.boolean(),
    authorized: fc.boolean(),
    mismatched: fc.boolean(),
    captures: fc.integer({ min: 0, max: 3 }),
    refunds: fc.array(fc.constantFrom('onWay', 'unknown', 'processed', 'failed'), { maxLength: 3 }),
  })
  .map(({ captures, refunds, authorized, mismatched, ...facts }): MoneyFacts => {
    const given = refunds.slice(0, captures);
    const sum = (kind: string) => given.filter((refund) => refund === kind).length * price;
    const settled = captures > 0 ? price : 0;
    return {
      ...hold,
      ...facts,
      capturedMinor: captures * price,
      settledMinor: settled,
      settledReturnedMinor: given[0] === undefined || given[0] === 'failed' ? 0 : settled,
      authorizedMinor: authorized ? price : 0,
      mismatchedMinor: mismatched ? 100 : 0,
      refundOnWayMinor: sum('onWay'),
      refundUnknownMinor: sum('unknown'),
      refundProcessedMinor: sum('processed'),
      refundFailedMinor: sum('failed'),
    };
  });

describe('for every booking × payment × refund', () => {
  test('captured money is never reported as not taken, and missing money never as paid', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const phase = moneyPhases[bookingMoney(facts).state];
        expect(phase === 'came').toBe(facts.capturedMinor > 0);
      }),
    );
  });

  test('every captured unit is kept, being refunded, refunded, or due for refund', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const money = bookingMoney(facts);
        const gone = money.refundingMinor + money.refundedMinor + money.refundDueMinor;
        expect(gone).toBeLessThanOrEqual(facts.capturedMinor);
        expect(facts.capturedMinor - gone).toBeLessThanOrEqual(facts.dueMinor);
      }),
    );
  });

  test('a refund that is due is never hidden by a calmer state', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const money = bookingMoney(facts);
        if (money.refundDueMinor > 0)
          expect(['refund_due', 'refund_failed', 'refund_unknown']).toContain(money.state);
      }),
    );
  });
});
