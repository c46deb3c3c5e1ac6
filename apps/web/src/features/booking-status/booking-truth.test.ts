import { BookingPayment } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { paymentMachine } from '@holdfast/contract/payment/payment.states';
import { refundMachine } from '@holdfast/contract/refund/refund.states';
import { describe, expect, it } from 'vitest';
import { fakeBooking } from '../../testing/fake-data.ts';
import {
  amountOfTruth,
  isUnsettled,
  mayPay,
  moneyTruth,
  moneyTruths,
  type TruthSubject,
  visitTruth,
  visitTruths,
} from './booking-truth.ts';

type Draft = Parameters<typeof fakeBooking>[0];

const now = Date.parse('2026-11-23T05:20:00.000Z');
const afterHold = Date.parse('2026-11-23T05:31:00.000Z');
const paid = { state: 'captured', capturedMinor: 80_000 } as const;
const open = { attemptOpen: true } as const;
const ended = { holdExpiresAt: null } as const;

function both(draft: Draft, nowMs = now): [string, string] {
  const booking = fakeBooking(draft);
  return [visitTruth(booking, nowMs), moneyTruth(booking)];
}

/** What the page says of visit and money, for each booking × payment that can occur. */
const table: readonly [string, Draft, string, string][] = [
  ['an unpaid hold', {}, 'hold_running', 'unpaid'],
  ['a hold at a clinic paid at the desk', { payment: { rail: 'desk' } }, 'hold_desk', 'at_desk'],
  [
    'a hold whose bank has not answered',
    { state: 'awaiting_payment', payment: open },
    'hold_checking',
    'checking',
  ],
  ['a hold with money held by the bank', { payment: { state: 'authorized' } }, 'hold_checking', 'authorized'],
  ['a hold whose money has just arrived', { payment: paid }, 'hold_captured', 'paid'],
  [
    'a paid visit',
    { state: 'confirmed', evidence: 'capture', payment: paid, ...ended },
    'confirmed_paid',
    'paid',
  ],
  [
    'a visit to be paid at the desk',
    { state: 'confirmed', evidence: 'desk_permission', payment: { rail: 'desk' }, ...ended },
    'confirmed_desk',
    'at_desk',
  ],
  [
    'a visit that was paid twice',
    {
      state: 'confirmed',
      evidence: 'capture',
      payment: { state: 'captured', capturedMinor: 160_000, refundedMinor: 80_000, refundState: 'submitted' },
    },
    'confirmed_paid',
    'extra_returned',
  ],
  ['somebody who has arrived', { state: 'checked_in', payment: paid }, 'checked_in', 'paid'],
  ['somebody with the doctor', { state: 'in_consultation', payment: paid }, 'in_consultation', 'paid'],
  ['a visit that is over', { state: 'completed', payment: paid }, 'completed', 'paid'],
  [
    'a hold that nobody paid',
    { state: 'expired', payment: { state: 'closed' } },
    'expired_unpaid',
    'nothing_taken',
  ],
  [
    'a hold that ended before the bank answered',
    { state: 'expired', payment: open },
    'expired_checking',
    'checking',
  ],
  [
    'the same when the money shall go back',
    { state: 'expired', keepIfLate: false, payment: open },
    'expired_checking_return',
    'checking',
  ],
  [
    'late money with the time still free',
    { state: 'expired', payment: paid, successorId: '01900002-0000-7000-8000-000000000009' },
    'expired_moved',
    'paid',
  ],
  [
    'late money that is not yet on its way back',
    { state: 'expired', payment: paid },
    'expired_late',
    'refund_due',
  ],
  [
    'late money on its way back',
    { state: 'expired', payment: { ...paid, refundedMinor: 80_000, refundState: 'submitted' } },
    'expired_late',
    'refund_on_way',
  ],
  ['a hold that was released', { state: 'cancelled' }, 'cancelled_unpaid', 'nothing_taken'],
  [
    'a release while the bank was asked',
    { state: 'cancelled', payment: open },
    'cancelled_checking',
    'checking',
  ],
  [
    'a cancelled visit before its refund',
    { state: 'cancelled', payment: paid },
    'cancelled_paid',
    'refund_due',
  ],
  [
    'a refund that the bank has done',
    { state: 'cancelled', payment: { ...paid, refundedMinor: 80_000, refundState: 'processed' } },
    'cancelled_paid',
    'refund_done',
  ],
  [
    'a refund whose fate is unknown',
    { state: 'cancelled', payment: { ...paid, refundedMinor: 80_000, refundState: 'unknown' } },
    'cancelled_paid',
    'refund_unknown',
  ],
  [
    'a refund that the bank refused',
    { state: 'cancelled', payment: { ...paid, refundState: 'failed' } },
    'cancelled_paid',
    'refund_failed',
  ],
  ['a no-show', { state: 'no_show', payment: paid }, 'no_show', 'paid'],
  ['a moved visit', { state: 'rescheduled', payment: paid }, 'rescheduled', 'paid'],
  ['a declined booking', { state: 'declined' }, 'declined', 'nothing_taken'],
];

describe('the status page', () => {
  it.each(table)('says the truth about %s', (_name, draft, visit, money) => {
    expect(both(draft)).toEqual([visit, money]);
  });

  it('does not promise a time whose hold has run out, even before the server says so', () => {
    expect(both({}, afterHold)[0]).toBe('hold_lapsed');
    expect(both({ payment: open }, afterHold)[0]).toBe('hold_lapsed');
    expect(both({ payment: paid }, afterHold)[0]).toBe('hold_captured');
    expect(mayPay(fakeBooking(), afterHold)).toBe(false);
  });

  it('speaks of the amount that moves, not of the price', () => {
    const subject = fakeBooking({
      state: 'cancelled',
      payment: { state: 'captured', capturedMinor: 80_000, refundedMinor: 30_000, refundState: 'submitted' },
    });
    expect(amountOfTruth(moneyTruth(subject), subject)).toBe(30_000);
    const failed = fakeBooking({ state: 'cancelled', payment: { ...paid, refundState: 'failed' } });
    expect(amountOfTruth('refund_failed', failed)).toBe(80_000);
  });
});

function everyCase(): TruthSubject[] {
  const cases: TruthSubject[] = [];
  for (const state of bookingMachine.states)
    for (const payment of paymentMachine.states)
      for (const refundState of [null, ...refundMachine.states])
        for (const attemptOpen of [true, false])
          for (const rail of BookingPayment.shape.rail.options)
            cases.push(
              fakeBooking({
                state,
                payment: { state: payment, refundState, attemptOpen, rail, ...money(payment) },
              }),
            );
  return cases;
}

function money(payment: string) {
  return { capturedMinor: payment === 'captured' ? 80_000 : 0 };
}

describe('for every booking × payment × refund', () => {
  const cases = everyCase();
  const unpayable: readonly BookingState[] = bookingMachine.states.filter(
    (state) => state !== 'held' && state !== 'awaiting_payment',
  );

  it('there is one sentence for the visit and one for the money', () => {
    expect(cases.length).toBeGreaterThan(800);
    for (const subject of cases) {
      expect(visitTruths).toContain(visitTruth(subject, now));
      expect(moneyTruths).toContain(moneyTruth(subject));
      expect(amountOfTruth(moneyTruth(subject), subject)).toBeGreaterThanOrEqual(0);
    }
  });

  it('nobody is asked to pay for what is paid or over', () => {
    const asked = cases.filter((subject) => mayPay(subject, now));
    expect(asked.filter(({ payment }) => payment.capturedMinor > 0)).toEqual([]);
    expect(asked.filter(({ state }) => unpayable.includes(state))).toEqual([]);
    expect(asked.filter(({ payment }) => payment.state === 'authorized')).toEqual([]);
  });

  it('money that came in is never called not taken, and money that did not is never called paid', () => {
    for (const subject of cases) {
      const truth = moneyTruth(subject);
      if (subject.payment.capturedMinor > 0)
        expect(['nothing_taken', 'unpaid', 'at_desk']).not.toContain(truth);
      else expect(truth).not.toBe('paid');
    }
  });

  it('the page keeps looking while the bank has been asked and nothing has come', () => {
    for (const subject of cases) {
      const isAsked = subject.payment.capturedMinor === 0 && subject.payment.attemptOpen;
      if (isAsked && subject.payment.refundState === null) expect(isUnsettled(subject, now)).toBe(true);
    }
  });
});
