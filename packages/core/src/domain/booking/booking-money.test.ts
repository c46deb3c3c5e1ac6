import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { bookingMoneyStates, moneyPhases } from '@holdfast/contract/booking/booking-words';
import { paymentMachine } from '@holdfast/contract/payment/payment.states';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSums } from '../money/bill-sums.ts';
import { bookingMoney, type MoneyFacts } from './booking-money.ts';

const price = 80_000;
const hold: MoneyFacts = {
  ...noSums,
  state: 'held',
  hasSuccessor: false,
  isPermitted: false,
  collected: 'online',
  paymentState: 'pending',
  dueMinor: price,
};
const paid = { paymentState: 'captured', fundsMinor: price } as const;
const twice = { ...paid, fundsMinor: 2 * price };
const open = { isChecking: true } as const;
/** Captured, and gone by the provider's word. */
const gone = { paymentState: 'captured', fundsMinor: 0, returnedMinor: price } as const;
const wrong = { wrongMinor: 70_000, wrongCurrency: 'INR' } as const;

/** The expected money state for each booking × payment × refund that can occur. */
const table: readonly [string, Partial<MoneyFacts>, string][] = [
  ['an unpaid hold', {}, 'unpaid'],
  ['a hold at a clinic paid at the desk', { collected: 'desk' }, 'at_desk'],
  ['a hold with an open payment attempt', { state: 'awaiting_payment', ...open }, 'checking'],
  ['a hold with money authorized', { heldMinor: price, ...open }, 'authorized'],
  ['a hold whose money has just arrived', paid, 'paid'],
  ['a hold with a part of its price', { fundsMinor: 70_000 }, 'part_paid'],
  [
    'a hold with a part of its price that goes back',
    { fundsMinor: 70_000, askedBackMinor: 70_000 },
    'refunding',
  ],
  ['a hold that got a wrong amount', wrong, 'wrong_amount'],
  ['a hold that got another currency', { wrongMinor: 80_000, wrongCurrency: 'USD' }, 'wrong_amount'],
  ['a paid booking that got a wrong amount too', { state: 'confirmed', ...paid, ...wrong }, 'paid'],
  ['a paid booking', { state: 'confirmed', ...paid }, 'paid'],
  ['a booking to be paid at the desk', { state: 'confirmed', collected: 'desk' }, 'at_desk'],
  ['one with a desk permission, charged online', { state: 'confirmed', isPermitted: true }, 'at_desk'],
  ['one paid twice', { state: 'confirmed', ...twice, askedBackMinor: price }, 'paid'],
  ['one paid twice, the second refunded', { state: 'confirmed', ...paid, returnedMinor: price }, 'paid'],
  ['one whose second payment has no refund yet', { state: 'confirmed', ...twice }, 'refund_due'],
  ['one whose second refund failed', { state: 'confirmed', ...twice, refusedMinor: price }, 'refund_failed'],
  [
    'one whose second refund is unknown',
    { state: 'confirmed', ...twice, unknownBackMinor: price },
    'refund_unknown',
  ],
  ['a standing visit whose money went back', { state: 'confirmed', ...gone }, 'not_paid'],
  [
    'a standing visit whose money went back in part',
    { state: 'checked_in', ...gone, fundsMinor: 1 },
    'not_paid',
  ],
  ['one of which more went back than came', { state: 'confirmed', ...gone, fundsMinor: -1 }, 'not_paid'],
  [
    'a standing visit whose money went back, permitted to pay at the desk',
    { state: 'confirmed', ...gone, isPermitted: true },
    'at_desk',
  ],
  ['a checked-in patient', { state: 'checked_in', ...paid }, 'paid'],
  ['a patient in consultation', { state: 'in_consultation', ...paid }, 'paid'],
  ['a visit that is over', { state: 'completed', ...paid }, 'paid'],
  ['a visit that is over and unpaid', { state: 'completed', isPermitted: true }, 'at_desk'],
  ['an unpaid hold that expired', { state: 'expired', paymentState: 'closed' }, 'nothing_taken'],
  ['an expired hold with an open attempt', { state: 'expired', ...open }, 'checking'],
  ['late money that moved to a successor', { state: 'expired', ...paid, hasSuccessor: true }, 'paid'],
  ['late money without a refund yet', { state: 'expired', ...paid }, 'refund_due'],
  ['late money asked back', { state: 'expired', ...paid, askedBackMinor: price }, 'refunding'],
  [
    'late money on its way',
    { state: 'expired', ...gone, returnedMinor: 0, leavingMinor: price },
    'refunding',
  ],
  ['a hold that was released', { state: 'cancelled' }, 'nothing_taken'],
  ['a released hold with an open attempt', { state: 'cancelled', ...open }, 'checking'],
  ['a cancellation before its refund', { state: 'cancelled', ...paid }, 'refund_due'],
  ['a processed refund', { state: 'cancelled', ...gone }, 'refunded'],
  ['a refund of unknown outcome', { state: 'cancelled', ...paid, unknownBackMinor: price }, 'refund_unknown'],
  ['a refused refund', { state: 'cancelled', ...paid, refusedMinor: price }, 'refund_failed'],
  [
    'a refused refund that was asked again',
    { state: 'cancelled', ...paid, askedBackMinor: price },
    'refunding',
  ],
  ['a no-show', { state: 'no_show', ...paid }, 'paid'],
  ['a no-show with a desk permission', { state: 'no_show', isPermitted: true }, 'nothing_taken'],
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
    const facts: MoneyFacts = { ...hold, ...twice, state: 'confirmed', refusedMinor: price };
    expect(bookingMoney(facts)).toMatchObject({ paidMinor: price, refundDueMinor: price, refundedMinor: 0 });
  });

  test('states the amount that moves, not the price', () => {
    expect(bookingMoney({ ...hold, ...paid, askedBackMinor: 30_000, state: 'cancelled' })).toMatchObject({
      paidMinor: 50_000,
      refundingMinor: 30_000,
      refundDueMinor: 50_000,
    });
  });

  test('never reports a negative amount', () => {
    const over = { ...hold, ...paid, fundsMinor: -10_000, returnedMinor: 90_000 };
    expect(bookingMoney(over)).toMatchObject({ paidMinor: 0, refundDueMinor: 0 });
    expect(bookingMoney(hold).paidMinor).toBe(0);
  });

  test('tells wrong money as what it is, and never as paid', () => {
    const usd = { ...hold, wrongMinor: 80_000, wrongCurrency: 'USD' };
    expect(bookingMoney(usd)).toMatchObject({
      paidMinor: 0,
      refundDueMinor: 0,
      wrong: { amountMinor: 80_000, currency: 'USD' },
    });
    expect(bookingMoney(hold).wrong).toBeNull();
  });

  test('counts a refund of unknown outcome as on its way, never as done or as still due', () => {
    const facts: MoneyFacts = { ...hold, ...paid, state: 'cancelled', unknownBackMinor: price };
    expect(bookingMoney(facts)).toMatchObject({ refundingMinor: price, refundedMinor: 0, refundDueMinor: 0 });
  });
});

interface Drawn {
  readonly facts: MoneyFacts;
  readonly capturedMinor: number;
}

/** Charges and refunds as the reducer can leave them: whole captures, one refund of each at most. */
const drawn = fc
  .record({
    state: fc.constantFrom(...bookingMachine.states),
    paymentState: fc.constantFrom(...paymentMachine.states),
    collected: fc.constantFrom('online', 'desk'),
    hasSuccessor: fc.boolean(),
    isPermitted: fc.boolean(),
    isChecking: fc.boolean(),
    authorized: fc.boolean(),
    mismatched: fc.boolean(),
    captures: fc.integer({ min: 0, max: 3 }),
    refunds: fc.array(fc.constantFrom('asked', 'unknown', 'leaving', 'returned', 'refused'), {
      maxLength: 3,
    }),
  })
  .map(({ captures, refunds, authorized, mismatched, ...facts }): Drawn => {
    const given = refunds.slice(0, captures);
    const sum = (kind: string) => given.filter((refund) => refund === kind).length * price;
    return {
      capturedMinor: captures * price,
      facts: {
        ...hold,
        ...facts,
        fundsMinor: captures * price - sum('leaving') - sum('returned'),
        heldMinor: authorized ? price : 0,
        wrongMinor: mismatched ? 100 : 0,
        wrongCurrency: mismatched ? 'INR' : null,
        askedBackMinor: sum('asked'),
        unknownBackMinor: sum('unknown'),
        leavingMinor: sum('leaving'),
        returnedMinor: sum('returned'),
        refusedMinor: sum('refused'),
      },
    };
  });

describe('for every booking × payment × refund', () => {
  test('money that came is never reported as not taken, and missing money never as paid', () => {
    fc.assert(
      fc.property(drawn, ({ facts, capturedMinor }) => {
        const { state, paidMinor, dueMinor } = bookingMoney(facts);
        if (state === 'wrong_amount') expect(capturedMinor).toBe(0);
        else if (state !== 'not_paid' && state !== 'at_desk')
          expect(moneyPhases[state] === 'came').toBe(capturedMinor > 0);
        if (state === 'paid') expect(paidMinor).toBe(dueMinor);
      }),
    );
  });

  test('every captured unit is kept, being refunded, refunded, or due for refund', () => {
    fc.assert(
      fc.property(drawn, ({ facts, capturedMinor }) => {
        const money = bookingMoney(facts);
        const away = money.refundingMinor + money.refundedMinor + money.refundDueMinor;
        expect(away).toBeLessThanOrEqual(capturedMinor);
        expect(capturedMinor - away).toBeLessThanOrEqual(facts.dueMinor);
      }),
    );
  });

  test('a refund that is due is never hidden by a calmer state', () => {
    fc.assert(
      fc.property(drawn, ({ facts }) => {
        const money = bookingMoney(facts);
        if (money.refundDueMinor > 0)
          expect(['refund_due', 'refund_failed', 'refund_unknown']).toContain(money.state);
      }),
    );
  });
});
