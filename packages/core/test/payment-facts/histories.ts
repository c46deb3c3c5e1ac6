import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import fc from 'fast-check';
import { askedAmountMinor, type Given } from './cases.ts';
import type { RefundTold, Told } from './final-state.ts';

/** Where a payment may be when its first fact arrives. */
export const givens: fc.Arbitrary<Given> = fc
  .record({
    booking: fc.constantFrom(...bookingMachine.states.filter((state) => state !== 'rescheduled')),
    payment: fc.constantFrom('pending', 'closed'),
    keepIfLate: fc.boolean(),
    slotTaken: fc.boolean(),
    begun: fc.boolean(),
  })
  .map((given) => ({
    ...given,
    slotTaken: given.slotTaken && ['expired', 'cancelled', 'declined'].includes(given.booking),
  }));

interface AttemptStory {
  readonly states: readonly AttemptState[];
  readonly amountMinor: number;
  readonly currency: string;
}

/** The facts that a provider may report about one payment id. Its amount and currency never change. */
const stories: fc.Arbitrary<AttemptStory> = fc
  .record({
    states: fc.subarray<AttemptState>(
      ['created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'],
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    money: fc.oneof(
      { weight: 6, arbitrary: fc.constant({ amountMinor: askedAmountMinor, currency: 'INR' }) },
      { weight: 1, arbitrary: fc.constant({ amountMinor: askedAmountMinor + 100, currency: 'INR' }) },
      { weight: 1, arbitrary: fc.constant({ amountMinor: askedAmountMinor, currency: 'USD' }) },
    ),
  })
  .map(({ states, money }) => ({ states, ...money }));

const steps = fc.subarray<RefundTold['state']>(['submitted', 'processed', 'failed'], { minLength: 1 });

/** Refunds in full: made by a person at the provider, or ours. */
interface RefundStory {
  readonly foreign: readonly RefundTold['state'][] | null;
  readonly late: readonly RefundTold['state'][] | null;
  readonly surplus: readonly RefundTold['state'][] | null;
}
const refundStories: fc.Arbitrary<RefundStory> = fc.record({
  foreign: fc.option(steps),
  late: fc.option(steps),
  surplus: fc.option(steps),
});

function toFacts(attempts: readonly AttemptStory[], refunds: RefundStory): Told[] {
  const facts: Told[] = attempts.flatMap(({ states, amountMinor, currency }, attempt) =>
    states.map((state): Told => ({ kind: 'attempt', attempt, state, amountMinor, currency })),
  );
  const told = (
    refund: string,
    of: RefundTold['of'],
    states: readonly RefundTold['state'][] | null,
  ): Told[] =>
    (states ?? []).map(
      (state): Told => ({ kind: 'refund', refund, of, state, amountMinor: askedAmountMinor }),
    );
  const isGood = (one: AttemptStory) => one.amountMinor === askedAmountMinor && one.currency === 'INR';
  const captures = attempts.filter((one) => one.states.includes('captured') && isGood(one)).length;
  // With two captures, the choice of which one a person refunds at the provider decides what we owe: such refunds
  // do not commute.
  const target = attempts.findIndex((one) => one.states.includes('captured') && isGood(one));
  // One attempt cannot be both captured and voided: its refund would be ambiguous.
  const isContradicted = attempts[target]?.states.includes('voided') ?? false;
  if (captures === 1 && refunds.foreign && !isContradicted)
    return [...facts, ...told('rfnd_foreign', { attempt: target }, refunds.foreign)];
  return [
    ...facts,
    ...told('rfnd_late', { reason: 'late_payment' }, captures > 0 ? refunds.late : null),
    ...told('rfnd_surplus', { reason: 'duplicate_payment' }, captures > 1 ? refunds.surplus : null),
  ];
}

export const histories: fc.Arbitrary<Told[]> = fc
  .tuple(fc.array(stories, { minLength: 1, maxLength: 3 }), refundStories)
  .map(([attempts, refunds]) => toFacts(attempts, refunds));
