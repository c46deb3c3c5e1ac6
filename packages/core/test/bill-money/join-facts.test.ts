import { attemptMachine } from '@holdfast/contract/payment/payment.states';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt, Bill, ProviderRefund } from '../../src/domain/money/bill.ts';
import type { AttemptFact, RefundFact } from '../../src/domain/money/facts.ts';
import { recordAttempt, recordRefund } from '../../src/domain/money/record-fact.ts';
import { at, openBill } from './bill-world.ts';

/** The join that makes facts harmless in any order and number: one payment id, one refund id, every field. */

const route = { paymentId: 'payment', providerAccountId: 'account' };
const newId = (): string => 'id';

const attemptFact: fc.Arbitrary<AttemptFact> = fc.record({
  kind: fc.constant('attempt' as const),
  providerOrderId: fc.constant('order'),
  providerPaymentId: fc.constant('A'),
  state: fc.constantFrom(...attemptMachine.states),
  amountMinor: fc.constantFrom(0, 70_000, 80_000),
  currency: fc.constantFrom('INR', 'USD'),
  method: fc.constantFrom('card', 'upi', null),
  feeMinor: fc.constantFrom(1_888, 2_000, null),
  taxMinor: fc.constantFrom(288, 300, null),
  errorCode: fc.constantFrom('BAD_CARD', 'TIMEOUT', null),
  errorReason: fc.constantFrom('declined', null),
  occurredAt: fc.integer({ min: 0, max: 50 }).map(at),
});

const refundFact: fc.Arbitrary<RefundFact> = fc.record({
  kind: fc.constant('refund' as const),
  providerRefundId: fc.constant('r1'),
  providerPaymentId: fc.constant('A'),
  state: fc.constantFrom('submitted' as const, 'processed' as const, 'failed' as const),
  amountMinor: fc.constantFrom(30_000, 80_000),
  currency: fc.constant('INR'),
  refundId: fc.constantFrom('request', null),
  bankReference: fc.constantFrom('RRN1', null),
  occurredAt: fc.integer({ min: 0, max: 50 }).map(at),
});

const told = (facts: readonly AttemptFact[]): Attempt | undefined =>
  facts.reduce<Bill>((bill, fact) => recordAttempt(bill, fact, route, newId), openBill()).attempts[0];

function withRequest(): { bill: Bill; attempt: Attempt } {
  const bill = openBill();
  const attempt: Attempt = {
    ...route,
    id: 'attempt',
    providerPaymentId: 'A',
    state: 'captured',
    amountMinor: 80_000,
    currency: 'INR',
    method: null,
    feeMinor: null,
    taxMinor: null,
    errorCode: null,
    errorReason: null,
    firstSeenAt: at(0),
    authorizedAt: null,
    capturedAt: at(0),
    ruling: null,
    ruledBy: null,
  };
  const request = {
    id: 'request',
    attemptId: 'attempt',
    amountMinor: 80_000,
    currency: 'INR',
    reason: 'late_payment' as const,
    causeKey: 'late_payment:1',
    requestedBy: null,
    isAskedAgain: false,
    state: 'requested' as const,
  };
  return { bill: { ...bill, attempts: [attempt], requests: [request] }, attempt };
}

function toldRefunds(facts: readonly RefundFact[]): ProviderRefund | undefined {
  const { bill, attempt } = withRequest();
  return facts.reduce<Bill>((next, fact) => recordRefund(next, fact, attempt, newId), bill).refunds[0];
}

const several = <Fact>(fact: fc.Arbitrary<Fact>) =>
  fc
    .array(fact, { minLength: 1, maxLength: 6 })
    .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })));

describe('facts about one payment id', () => {
  test('join to the same attempt in any order', () => {
    fc.assert(
      fc.property(several(attemptFact), ([facts, other]) => {
        expect(told(other)).toEqual(told(facts));
      }),
    );
  });

  test('change nothing when they are told again', () => {
    fc.assert(
      fc.property(several(attemptFact), ([facts, again]) => {
        expect(told([...facts, ...again])).toEqual(told(facts));
      }),
    );
  });

  test('never take strength away: the state is the strongest that was told', () => {
    fc.assert(
      fc.property(several(attemptFact), ([facts]) => {
        const strongest = Math.max(...facts.map(({ state }) => attemptMachine.rank(state)));
        expect(attemptMachine.rank(told(facts)?.state ?? 'created')).toBe(strongest);
      }),
    );
  });

  test('take the amount from a fact of the strongest state, never from a weaker one', () => {
    fc.assert(
      fc.property(several(attemptFact), ([facts]) => {
        const attempt = told(facts);
        const amounts = facts
          .filter(({ state }) => state === attempt?.state)
          .map(({ amountMinor, currency }) => `${amountMinor} ${currency}`);
        expect(amounts).toContain(`${attempt?.amountMinor} ${attempt?.currency}`);
      }),
    );
  });

  test('keep the first time at which the provider had captured', () => {
    fc.assert(
      fc.property(several(attemptFact), ([facts]) => {
        const times = facts
          .filter(({ state }) => state === 'captured')
          .map(({ occurredAt }) => occurredAt.getTime());
        expect(told(facts)?.capturedAt?.getTime() ?? null).toBe(
          times.length === 0 ? null : Math.min(...times),
        );
      }),
    );
  });

  test('of two accounts are two attempts', () => {
    const [fact] = fc.sample(attemptFact, 1);
    if (!fact) throw new Error('no sample');
    const one = recordAttempt(openBill(), fact, route, newId);
    const both = recordAttempt(one, fact, { ...route, providerAccountId: 'test-account' }, newId);
    expect(both.attempts).toHaveLength(2);
  });
});

describe('facts about one refund id', () => {
  test('join to the same refund in any order, and again', () => {
    fc.assert(
      fc.property(several(refundFact), ([facts, other]) => {
        expect(toldRefunds(other)).toEqual(toldRefunds(facts));
        expect(toldRefunds([...facts, ...other])).toEqual(toldRefunds(facts));
      }),
    );
  });

  test('belong to our request as soon as one of them names it', () => {
    fc.assert(
      fc.property(several(refundFact), ([facts]) => {
        const isNamed = facts.some(({ refundId }) => refundId === 'request');
        expect(toldRefunds(facts)?.requestId).toBe(isNamed ? 'request' : null);
      }),
    );
  });

  test('that name a request of somebody else are refunds made at the provider', () => {
    const [fact] = fc.sample(refundFact, 1);
    if (!fact) throw new Error('no sample');
    expect(toldRefunds([{ ...fact, refundId: 'of another installation' }])?.requestId).toBeNull();
  });
});
