import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { bookingMoneyStates, moneyPhases } from '@holdfast/contract/booking/booking-words';
import { obstacleAt } from '@holdfast/contract/booking/permit';
import { describe, expect, it } from 'vitest';
import { fakeBooking, paidMoney } from '../../testing/fake-data.ts';
import { isUnsettled, visitSentence, visitSentences } from './visit-sentence.ts';

type Draft = Parameters<typeof fakeBooking>[0];

const now = Date.parse('2026-11-23T05:20:00.000Z');
const afterHold = Date.parse('2026-11-23T05:31:00.000Z');
const checking = { state: 'checking' } as const;
const back = { state: 'refund_due', refundDue: 80_000 } as const;
const ended = { holdExpiresAt: null } as const;

const sentenceOf = (draft: Draft, nowMs = now): string => visitSentence(fakeBooking(draft), nowMs);

/** What the page says of the visit, for each booking × money that can occur. */
const table: readonly [string, Draft, string][] = [
  ['an unpaid hold', {}, 'hold_running'],
  ['a hold at a clinic paid at the desk', { money: { state: 'at_desk' } }, 'hold_desk'],
  ['a hold whose bank has not answered', { state: 'awaiting_payment', money: checking }, 'hold_checking'],
  ['a hold with money held by the bank', { money: { state: 'authorized', held: 80_000 } }, 'hold_checking'],
  ['a hold whose money has just arrived', { money: paidMoney }, 'hold_captured'],
  ['a paid visit', { state: 'confirmed', money: paidMoney, ...ended }, 'confirmed_paid'],
  [
    'a visit to be paid at the desk',
    { state: 'confirmed', money: { state: 'at_desk' }, ...ended },
    'confirmed_desk',
  ],
  [
    'a promise to pay at the desk while the bank is asked',
    { state: 'confirmed', money: checking, ...ended },
    'confirmed_desk',
  ],
  [
    'a visit that was paid twice',
    { state: 'confirmed', money: { ...paidMoney, refunding: 80_000 } },
    'confirmed_paid',
  ],
  ['a hold with a part of its price', { money: { state: 'part_paid' } }, 'hold_part'],
  ['a hold whose money went back', { money: { state: 'refunded' } }, 'hold_returned'],
  ['a hold that got a wrong amount', { money: { state: 'wrong_amount' } }, 'hold_wrong'],
  [
    'a visit permitted at the desk that got a wrong amount',
    { state: 'confirmed', money: { state: 'wrong_amount' } },
    'confirmed_wrong',
  ],
  [
    'a visit whose money went back',
    { state: 'confirmed', money: { state: 'not_paid' } },
    'confirmed_uncovered',
  ],
  ['somebody who has arrived', { state: 'checked_in', money: paidMoney }, 'checked_in'],
  ['somebody with the doctor', { state: 'in_consultation', money: paidMoney }, 'in_consultation'],
  ['a visit that is over', { state: 'completed', money: paidMoney }, 'completed'],
  ['a hold that nobody paid', { state: 'expired', money: { state: 'nothing_taken' } }, 'expired_unpaid'],
  ['a hold that ended before the bank answered', { state: 'expired', money: checking }, 'expired_checking'],
  [
    'the same when the money shall go back',
    { state: 'expired', keepIfLate: false, money: checking },
    'expired_checking_return',
  ],
  [
    'late money with the time still free',
    { state: 'expired', money: paidMoney, successorId: '01900002-0000-7000-8000-000000000009' },
    'expired_moved',
  ],
  ['late money that is not yet on its way back', { state: 'expired', money: back }, 'expired_late'],
  [
    'late money on its way back',
    { state: 'expired', money: { state: 'refunding', refunding: 80_000 } },
    'expired_late',
  ],
  ['a hold that was released', { state: 'cancelled', money: { state: 'nothing_taken' } }, 'cancelled_unpaid'],
  ['a release while the bank was asked', { state: 'cancelled', money: checking }, 'cancelled_checking'],
  ['a cancelled visit before its refund', { state: 'cancelled', money: back }, 'cancelled_paid'],
  [
    'a refund that the bank has done',
    { state: 'cancelled', money: { state: 'refunded', refunded: 80_000 } },
    'cancelled_paid',
  ],
  [
    'a refund whose fate is unknown',
    { state: 'cancelled', money: { state: 'refund_unknown' } },
    'cancelled_paid',
  ],
  [
    'a refund that the bank refused',
    { state: 'cancelled', money: { state: 'refund_failed' } },
    'cancelled_paid',
  ],
  ['a no-show', { state: 'no_show', money: paidMoney }, 'no_show'],
  ['a moved visit', { state: 'rescheduled', money: paidMoney }, 'rescheduled'],
  ['a declined booking', { state: 'declined', money: { state: 'nothing_taken' } }, 'declined'],
];

describe('the status page', () => {
  it.each(table)('has the right sentence for %s', (_name, draft, sentence) => {
    expect(sentenceOf(draft)).toBe(sentence);
  });

  it('does not promise a time whose hold has expired, even before the server has expired it', () => {
    expect(sentenceOf({}, afterHold)).toBe('hold_expired');
    expect(sentenceOf({ money: checking }, afterHold)).toBe('hold_expired');
    expect(sentenceOf({ money: paidMoney }, afterHold)).toBe('hold_captured');
    const { may } = fakeBooking();
    expect(obstacleAt(may.pay, now)).toBeNull();
    expect(obstacleAt(may.pay, afterHold)).toBe('hold_expired');
  });
});

describe('for every booking × money', () => {
  const cases = bookingMachine.states.flatMap((state) =>
    bookingMoneyStates.map((money) => fakeBooking({ state, money: { state: money } })),
  );

  it('there is one sentence for the visit', () => {
    expect(cases.length).toBeGreaterThan(100);
    for (const subject of cases) expect(visitSentences).toContain(visitSentence(subject, now));
  });

  it('money that arrived is always mentioned, and money that did not is never called paid', () => {
    for (const subject of cases) {
      const sentence = visitSentence(subject, now);
      if (moneyPhases[subject.money.state] === 'came') expect(sentence).not.toMatch(/unpaid|_desk|_running/);
      else expect(sentence).not.toMatch(/_paid$|_captured|_late/);
    }
  });

  it('the page keeps polling while a payment has been requested and none has arrived', () => {
    for (const subject of cases) {
      if (moneyPhases[subject.money.state] === 'asked') expect(isUnsettled(subject)).toBe(true);
    }
  });
});
