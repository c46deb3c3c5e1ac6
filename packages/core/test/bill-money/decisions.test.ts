import { describe, expect, test } from 'vitest';
import type { Bill } from '../../src/domain/money/bill.ts';
import { dueMinor, fundsMinor, isCovered, wrongOf } from '../../src/domain/money/judge-money.ts';
import {
  answered,
  at,
  attempt,
  cancelled,
  later,
  own,
  priceMinor,
  refundOurs,
  refundThere,
  replay,
  type Setup,
  type Step,
} from './bill-world.ts';

/** What the rules decide, spelled out. That the order of arrival does not matter is proven in `every-order.test.ts`. */

const play = (setup: Setup, ...steps: Step[]): Bill => replay(setup, steps).bill;
const bookingOf = ({ bookings }: Bill) => bookings.map(({ state }) => state);
const itemsOf = ({ items }: Bill) => items.map(({ kind, amountMinor }) => ({ kind, amountMinor }));
const requestsOf = ({ requests }: Bill) =>
  requests.map(({ reason, amountMinor, state }) => ({ reason, amountMinor, state }));
const paymentOf = ({ payments }: Bill) => payments.find(({ id }) => id === 'payment')?.state;

function balances({ posted }: Bill): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { account, amountMinor } of posted) sums[account] = (sums[account] ?? 0) + amountMinor;
  return sums;
}

const A = (state: 'created' | 'failed' | 'authorized' | 'voided' | 'captured', told = {}) =>
  attempt('A', state, told);
const B = (state: 'captured' | 'authorized') => attempt('B', state, { after: 60 });
const sent = answered({ state: 'sent' });

describe('captured money', () => {
  test('confirms the booking and is owed to the patient until the visit', () => {
    const bill = play({}, A('captured'));
    expect(bookingOf(bill)).toEqual(['confirmed']);
    expect(balances(bill)).toEqual({ provider_balance: priceMinor, patient_funds: -priceMinor });
    expect(itemsOf(bill)).toEqual([]);
    expect(paymentOf(bill)).toBe('captured');
  });

  test('is income once the visit is completed', () => {
    const bill = play({ booking: 'completed' }, A('captured'));
    expect(balances(bill)).toEqual({
      provider_balance: priceMinor,
      clinic_income: -priceMinor,
    });
  });

  test('keeps its fee in the books when the fee is told later', () => {
    const bill = play({}, A('captured'), A('captured', { fee: 1_888 }));
    expect(balances(bill)).toEqual({
      provider_balance: priceMinor - 1_888,
      patient_funds: -priceMinor,
      provider_fees: 1_574,
      provider_fee_tax: 314,
    });
  });

  test('keeps the time at which it was captured, however late the fact arrives', () => {
    expect(play({}, A('authorized'), A('captured', { after: 30 })).attempts[0]?.capturedAt).toEqual(at(30));
  });
});

describe('an authorization', () => {
  test('that was let go frees the payer: the payment waits again', () => {
    const bill = play({}, A('authorized'), A('voided'));
    expect([paymentOf(bill), bookingOf(bill), itemsOf(bill)]).toEqual(['pending', ['awaiting_payment'], []]);
  });

  test('is captured by us only after its provider had the time to do so', () => {
    const waiting = replay({}, [A('authorized')], at(100)).bill;
    expect([waiting.operations, waiting.reviewAt]).toEqual([[], at(610)]);
    expect(later(waiting, 610).operations).toMatchObject([
      { kind: 'capture', state: 'planned', amountMinor: priceMinor },
    ]);
  });

  test('is not captured for a booking that has ended', () => {
    expect(later(play({ booking: 'expired' }, A('authorized')), 5_000).operations).toEqual([]);
  });

  test('is captured once where two were given', () => {
    expect(later(play({}, A('authorized'), B('authorized')), 5_000).operations).toHaveLength(1);
  });
});

describe('a second capture', () => {
  test('waits for the return that its provider makes by itself', () => {
    const bill = play({}, A('captured'), B('captured'));
    expect([itemsOf(bill), requestsOf(bill)]).toEqual([[{ kind: 'surplus', amountMinor: priceMinor }], []]);
    expect(bill.reviewAt).toEqual(at(1_000 + 3_600));
  });

  test('is sent back by us when the provider has not done so in time', () => {
    const bill = later(play({}, A('captured'), B('captured')), 4_600);
    expect(requestsOf(bill)).toEqual([
      { reason: 'duplicate_payment', amountMinor: priceMinor, state: 'requested' },
    ]);
    expect(bill.requests[0]?.attemptId).toBe(bill.attempts[1]?.id);
  });

  test('of which the provider returned the second leaves a paid visit and nothing to do', () => {
    const told = play({}, B('captured'), refundThere('r1', 'B', priceMinor), A('captured'));
    const bill = later(told, 9_000);
    expect([bookingOf(bill), requestsOf(bill), itemsOf(bill)]).toEqual([['confirmed'], [], []]);
    expect(fundsMinor(bill)).toBe(priceMinor);
  });

  test('of which the provider returned the first keeps the second for the visit', () => {
    const bill = later(play({}, A('captured'), B('captured'), refundThere('r1', 'A', priceMinor)), 9_000);
    expect([requestsOf(bill), isCovered(bill)]).toEqual([[], true]);
  });
});

describe('a refund made at the provider', () => {
  test('before ours has left makes our request smaller', () => {
    const bill = play({}, A('captured'), cancelled, refundThere('r1', 'A', 30_000));
    expect(requestsOf(bill)).toEqual([
      { reason: 'clinic_cancelled', amountMinor: 50_000, state: 'requested' },
    ]);
    expect(balances(bill)).toEqual({ provider_balance: 50_000, refund_due: -50_000 });
  });

  test('of the whole amount withdraws ours, and its operation', () => {
    const bill = play({}, A('captured'), cancelled, refundThere('r1', 'A', priceMinor));
    expect(requestsOf(bill).map(({ state }) => state)).toEqual(['withdrawn']);
    expect(bill.operations.map(({ state }) => state)).toEqual(['withdrawn']);
    expect(balances(bill)).toEqual({ provider_balance: 0 });
  });

  test('is out of the balance as soon as the provider has it, and back when it failed', () => {
    const submitted = play({}, A('captured'), refundThere('r1', 'A', 30_000, 'submitted'));
    expect(balances(submitted)).toEqual({ provider_balance: 50_000, patient_funds: -50_000 });
    const failed = play(
      {},
      A('captured'),
      refundThere('r1', 'A', 30_000),
      refundThere('r1', 'A', 30_000, 'failed'),
    );
    expect(balances(failed)).toEqual({ provider_balance: priceMinor, patient_funds: -priceMinor });
  });

  test('of another currency than the payment takes nothing out of it', () => {
    const bill = play({}, A('captured', { currency: 'USD' }), refundThere('r1', 'A', 30_000));
    expect(bill.items).toMatchObject([{ kind: 'wrong_money', amountMinor: priceMinor, currency: 'USD' }]);
    expect(balances(bill)).toEqual({ provider_balance: priceMinor, suspense: -priceMinor });
  });

  test('of the same amount as ours is not taken for ours', () => {
    const bill = play(
      {},
      A('captured'),
      cancelled,
      sent,
      refundThere('r1', 'A', 40_000),
      refundOurs('r2', 'A', 40_000),
    );
    expect(bill.refunds.map(({ requestId }) => requestId === null)).toEqual([true, false]);
    expect(balances(bill)).toEqual({ provider_balance: 0 });
  });

  test('under a standing visit opens an item, and nothing goes backward', () => {
    const bill = play({}, A('captured'), refundThere('r1', 'A', priceMinor));
    expect(bookingOf(bill)).toEqual(['confirmed']);
    expect(itemsOf(bill)).toEqual([{ kind: 'uncovered_visit', amountMinor: priceMinor }]);
  });

  test('that failed afterwards closes that item', () => {
    const bill = play(
      {},
      A('captured'),
      refundThere('r1', 'A', priceMinor),
      refundThere('r1', 'A', priceMinor, 'failed'),
    );
    expect(itemsOf(bill)).toEqual([]);
  });

  test('beyond the capture is shown, and makes the visit unpaid', () => {
    const bill = play({}, A('captured'), refundThere('r1', 'A', priceMinor), refundThere('r2', 'A', 10_000));
    expect(itemsOf(bill)).toEqual([
      { kind: 'over_refunded', amountMinor: 10_000 },
      { kind: 'uncovered_visit', amountMinor: 90_000 },
    ]);
  });
});

describe('money of another amount or currency', () => {
  const wrong = A('captured', { amount: 70_000 });

  test('confirms nothing and lies in suspense', () => {
    const bill = play({}, wrong);
    expect([bookingOf(bill), itemsOf(bill)]).toEqual([
      ['awaiting_payment'],
      [{ kind: 'wrong_money', amountMinor: 70_000 }],
    ]);
    expect(balances(bill)).toEqual({ provider_balance: 70_000, suspense: -70_000 });
  });

  test('is returned by rule when nobody has placed it', () => {
    const bill = later(play({}, wrong), 48 * 3_600 + 1_000);
    expect(requestsOf(bill)).toEqual([{ reason: 'wrong_payment', amountMinor: 70_000, state: 'requested' }]);
  });

  test('is told as here until the provider has returned it', () => {
    const wrongMinor = (...steps: Step[]) => play({}, wrong, ...steps).sums.wrongMinor;
    expect(wrongMinor()).toBe(70_000);
    expect(wrongMinor(refundThere('r1', 'A', 70_000, 'submitted'))).toBe(70_000);
    expect(wrongMinor(refundThere('r1', 'A', 30_000))).toBe(40_000);
    expect(wrongMinor(refundThere('r1', 'A', 70_000))).toBe(0);
  });

  test('counts once an operator has placed it, but does not cover what is missing', () => {
    const place = own('place', ({ attempts }) => ({
      kind: 'rule',
      attemptId: attempts[0]?.id ?? '',
      ruling: 'place',
      by: 'operator',
    }));
    const bill = play({}, wrong, place);
    expect([fundsMinor(bill), isCovered(bill), itemsOf(bill)]).toEqual([70_000, false, []]);
  });

  test('is not condemned by a first failed try of another amount', () => {
    const bill = play({}, A('failed', { amount: 70_000 }), A('captured'));
    expect(bookingOf(bill)).toEqual(['confirmed']);
  });

  test('in another currency keeps its own currency', () => {
    const bill = play({}, A('captured', { currency: 'USD' }));
    expect(bill.items).toMatchObject([{ kind: 'wrong_money', currency: 'USD' }]);
  });

  test('of the test mode is never money of a live bill', () => {
    const bill = play({}, A('captured', { payment: 'test-payment' }));
    expect(bill.attempts.map((one) => wrongOf(bill, one))).toEqual(['other_mode']);
    expect(bookingOf(bill)).toEqual(['awaiting_payment']);
  });
});

describe('late money', () => {
  test('goes back when nobody wants the time any more', () => {
    const bill = play({ booking: 'expired' }, A('captured'));
    expect(requestsOf(bill)).toEqual([
      { reason: 'late_payment', amountMinor: priceMinor, state: 'requested' },
    ]);
  });

  test('takes the time again where it is free and still offered', () => {
    const bill = play({ booking: 'expired', keepIfLate: true, canBeRetaken: true }, A('captured'));
    expect([bookingOf(bill), requestsOf(bill), dueMinor(bill)]).toEqual([
      ['expired', 'confirmed'],
      [],
      priceMinor,
    ]);
  });

  const becameFree = (bill: Bill): Bill =>
    later({ ...bill, bookings: bill.bookings.map((one) => ({ ...one, canBeRetaken: true })) }, 2_000);

  test('that was promised back takes no time that becomes free afterwards', () => {
    const taken = play({ booking: 'expired', keepIfLate: true }, A('captured'));
    const bill = becameFree(taken);
    expect(bookingOf(bill)).toEqual(['expired']);
    expect(requestsOf(bill)).toEqual(requestsOf(taken));
    expect(requestsOf(bill)).toMatchObject([{ reason: 'late_payment', state: 'requested' }]);
  });

  test('whose promised refund the provider refused takes none either: a person gives it back', () => {
    const refusal = answered({ state: 'refused', error: 'too old' });
    const taken = play({ booking: 'expired', keepIfLate: true }, A('captured'), sent, refusal);
    const bill = becameFree(taken);
    expect(bookingOf(bill)).toEqual(['expired']);
    expect(itemsOf(bill)).toEqual([{ kind: 'refund_refused', amountMinor: priceMinor }]);
  });

  test('pays for the same time that the patient holds again', () => {
    const bill = play({ booking: 'expired', keepIfLate: true, rebooked: true }, A('captured'));
    expect(bill.bookings.map(({ id, state }) => [id, state])).toEqual([
      ['booking', 'expired'],
      ['rebooked', 'confirmed'],
    ]);
  });

  test('of which less is left than the provider refunds is an item', () => {
    const bill = play({ booking: 'expired' }, A('captured'), refundThere('r1', 'A', priceMinor - 50));
    expect([requestsOf(bill).filter(({ state }) => state !== 'withdrawn'), itemsOf(bill)]).toEqual([
      [],
      [{ kind: 'below_minimum', amountMinor: 50 }],
    ]);
  });
});

describe('a request that the provider refused', () => {
  const refused = answered({ state: 'refused', error: 'too old' });
  const askAgain = own('ask again', ({ attempts }) => ({
    kind: 'ask_again',
    attemptId: attempts[0]?.id ?? '',
  }));

  test('for ever waits for a person', () => {
    const bill = play({}, A('captured'), cancelled, sent, refused);
    expect(itemsOf(bill)).toEqual([{ kind: 'refund_refused', amountMinor: priceMinor }]);
    expect(requestsOf(bill)).toHaveLength(1);
  });

  test('can be asked for again as a new request', () => {
    const bill = play({}, A('captured'), cancelled, sent, refused, askAgain);
    expect(requestsOf(bill).map(({ state }) => state)).toEqual(['failed', 'requested']);
    expect(new Set(bill.requests.map(({ causeKey }) => causeKey)).size).toBe(2);
  });

  test('for now is tried again under the same request', () => {
    const forNow = answered({ state: 'planned', error: 'balance', nextAt: at(1_200) });
    const bill = play({}, A('captured'), cancelled, sent, forNow);
    expect(bill.operations).toMatchObject([{ state: 'planned', tries: 1, nextAt: at(1_200) }]);
    expect(requestsOf(bill).map(({ state }) => state)).toEqual(['requested']);
  });

  test('and was sent already gets a new key when its amount changes', () => {
    const forNow = answered({ state: 'planned', error: 'balance', nextAt: at(1_200) });
    const bill = play({}, A('captured'), cancelled, sent, forNow, refundThere('r1', 'A', 30_000));
    expect(requestsOf(bill)).toEqual([
      { reason: 'clinic_cancelled', amountMinor: priceMinor, state: 'withdrawn' },
      { reason: 'clinic_cancelled', amountMinor: 50_000, state: 'requested' },
    ]);
  });

  test('without an answer is overdue after its time', () => {
    const lost = answered({ state: 'unknown', error: 'timeout', nextAt: at(1_200) });
    const bill = later(play({}, A('captured'), cancelled, sent, lost), 90_000);
    expect(itemsOf(bill)).toEqual([{ kind: 'operation_overdue', amountMinor: priceMinor }]);
  });
});

describe('money at the desk', () => {
  const cash = own('cash', () => ({
    kind: 'receive',
    deposit: {
      id: 'cash',
      kind: 'cash',
      drawerId: 'drawer',
      amountMinor: priceMinor,
      receivedBy: 'desk',
      receivedAt: at(5),
    },
  }));

  test('confirms the booking and lies in the drawer', () => {
    const bill = play({}, cash);
    expect([bookingOf(bill), balances(bill)]).toEqual([
      ['confirmed'],
      { cash_drawer: priceMinor, patient_funds: -priceMinor },
    ]);
  });

  test('and online: the online money is the surplus', () => {
    expect(itemsOf(play({}, cash, A('captured')))).toEqual([{ kind: 'surplus', amountMinor: priceMinor }]);
  });

  test('is owed over the counter after a cancellation', () => {
    expect(itemsOf(play({}, cash, cancelled))).toEqual([
      { kind: 'desk_money_owed', amountMinor: priceMinor },
    ]);
  });

  test('a permission confirms, and paying online stays open', () => {
    const permit = own('permit', () => ({
      kind: 'permit',
      cover: {
        id: 'cover',
        bookingId: 'booking',
        kind: 'desk_permission',
        amountMinor: priceMinor,
        grantedBy: 'desk',
      },
    }));
    const bill = play({}, permit);
    expect([bookingOf(bill), paymentOf(bill), itemsOf(bill)]).toEqual([['confirmed'], 'pending', []]);
  });
});

test('a bill of nothing confirms at once', () => {
  expect(bookingOf(later(play({ priceMinor: 0 }), 1_001))).toEqual(['confirmed']);
});

test('unknown money lies in suspense and is returned by nobody but a person', () => {
  const bill = later(play({ unplaced: true }, A('captured')), 90 * 86_400);
  expect([itemsOf(bill), requestsOf(bill)]).toEqual([
    [{ kind: 'unknown_money', amountMinor: priceMinor }],
    [],
  ]);
});

describe('the next moment at which time alone changes something', () => {
  test('is none for a bill that is paid, and none for one that waits for its payer', () => {
    expect([play({}, A('captured')).reviewAt, play({}).reviewAt]).toEqual([null, null]);
  });

  test('is the end of the grace of an operator for wrong money', () => {
    expect(play({}, A('captured', { amount: 70_000 })).reviewAt).toEqual(at(1_000 + 48 * 3_600));
  });

  test('is the limit of a call that is under way', () => {
    expect(play({}, A('captured'), cancelled, sent).reviewAt).toEqual(at(1_000 + 86_400));
  });

  test('is the earliest of several', () => {
    const bill = play({}, A('captured'), B('captured'), attempt('C', 'captured', { amount: 70_000 }));
    expect(bill.reviewAt).toEqual(at(1_000 + 3_600));
  });

  test('passes: a review before it changes nothing', () => {
    const bill = play({}, A('captured'), B('captured'));
    const same = later(bill, 4_000);
    expect([same.requests, same.operations, same.items]).toEqual([[], [], bill.items]);
  });
});

describe('two wrongs at once', () => {
  test('wrong money beside right money is returned without touching the visit', () => {
    const bill = later(play({}, A('captured', { amount: 70_000 }), B('captured')), 48 * 3_600 + 1_000);
    expect(bookingOf(bill)).toEqual(['confirmed']);
    expect(requestsOf(bill)).toEqual([{ reason: 'wrong_payment', amountMinor: 70_000, state: 'requested' }]);
    expect(isCovered(bill)).toBe(true);
  });

  test('what was returned too much for one payment is kept of the next, not paid out twice', () => {
    const over = [refundThere('r1', 'A', priceMinor), refundThere('r2', 'A', 30_000)];
    const bill = later(play({}, A('captured'), ...over, B('captured')), 9_000);
    expect([requestsOf(bill), fundsMinor(bill)]).toEqual([[], 50_000]);
    expect(itemsOf(bill).map(({ kind }) => kind)).toEqual(['over_refunded', 'uncovered_visit']);
  });
});
