import { describe, expect, test } from 'vitest';
import {
  type AttemptCase,
  askedAmountMinor,
  attemptCases,
  refundCases,
} from '../../../test/payment-facts/cases.ts';
import { type AttemptDecision, decideAttempt, decideCapture, decideRefund } from './decide-fact.ts';

/** The reducer's whole result for a fact, as SQL returns it: what is recorded, then what follows from a capture. */
function reduce([, given, seen]: AttemptCase) {
  const isSettled = given.settled ?? false;
  const payment = {
    state: given.payment ?? 'pending',
    amountMinor: askedAmountMinor,
    currency: 'INR',
    providerOrderId: 'order_1',
    isSettled,
  };
  const known =
    given.attempt === undefined
      ? null
      : { state: given.attempt, quarantineReason: given.quarantined ?? null };
  const decision = decideAttempt(payment, known, {
    state: seen.state,
    amountMinor: seen.amountMinor ?? askedAmountMinor,
    currency: seen.currency ?? 'INR',
    providerOrderId: seen.noOrder ? null : seen.otherOrder ? 'order_2' : 'order_1',
  });
  if (decision.kind === 'known') return { outcome: 'known', attempt: given.attempt, payment: payment.state };
  return {
    ...afterwards(decision),
    ...(decision.quarantineReason ? { quarantine: decision.quarantineReason } : {}),
  };

  function afterwards({
    path,
    quarantineReason,
    paymentState,
  }: Extract<AttemptDecision, { kind: 'record' }>) {
    const attempt = path.at(-1);
    if (quarantineReason !== null) return { outcome: 'quarantined', attempt, payment: paymentState };
    if (attempt !== 'captured') return { outcome: 'recorded', attempt, payment: paymentState };
    const outcome = decideCapture({
      isSettled,
      bookingState: given.booking ?? 'awaiting_payment',
      keepIfLate: given.keepIfLate ?? false,
      isAhead: !(given.begun ?? false),
      isSlotFree: !(given.slotTaken ?? false),
    });
    return { outcome, attempt, payment: 'captured' };
  }
}

describe('what a fact about an attempt changes', () => {
  test.each(attemptCases)('%s', (...row) => {
    expect(reduce(row)).toEqual(row[3]);
  });
});

describe('what a fact about a refund changes', () => {
  test.each(refundCases)('%s', (_sentence, given, seen, expected) => {
    const decision = decideRefund(given.attempt, given.refund, seen);
    const after = { too_early: 'too_early', known: given.refund, accept: seen, move: seen }[decision.kind];
    expect(after).toBe(expected);
  });
});
