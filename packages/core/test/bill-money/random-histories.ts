import fc from 'fast-check';
import {
  answered,
  at,
  attempt,
  cancelled,
  priceMinor,
  refundOurs,
  refundThere,
  type Setup,
  type Step,
} from './bill-world.ts';

/** Lives that a provider, its people and we can give a bill. Nothing that can happen is left out to make a proof easier. */

const amount = fc.constantFrom(priceMinor, priceMinor, priceMinor, 70_000, 90_000);
const currency = fc.constantFrom('INR', 'INR', 'INR', 'INR', 'USD');
const payment = fc.constantFrom('payment', 'payment', 'payment', 'twin', 'test-payment');

const amountOf = { authorized: 'authorized', voided: 'authorized', captured: 'captured' } as const;

const lifeOf = (id: string, after: number): fc.Arbitrary<Step[]> =>
  fc
    .record({
      payment,
      currency,
      authorized: amount,
      captured: amount,
      failedFirst: fc.option(amount),
      path: fc.constantFrom<(keyof typeof amountOf)[]>(
        ['captured'],
        ['authorized', 'captured'],
        ['authorized', 'captured'],
        ['authorized', 'voided'],
        ['authorized', 'voided', 'captured'],
        ['authorized'],
        [],
      ),
      fee: fc.option(fc.constantFrom(1_888, 2_000)),
    })
    .map(({ path, failedFirst, fee, ...life }) => {
      const base = { payment: life.payment, currency: life.currency, after };
      const isCaptured = path.includes('captured');
      const failed = failedFirst ?? (path.length === 0 ? priceMinor : null);
      return [
        ...(failed === null ? [] : [attempt(id, 'failed', { ...base, amount: failed })]),
        ...path.map((state) => attempt(id, state, { ...base, amount: life[amountOf[state]] })),
        ...(isCaptured && fee !== null
          ? [attempt(id, 'captured', { ...base, amount: life.captured, fee })]
          : []),
      ];
    });

const refundLife = (refundId: string, paymentId: string): fc.Arbitrary<Step[]> =>
  fc
    .record({
      amount: fc.constantFrom(priceMinor, priceMinor, 30_000, 50_000, priceMinor - 50),
      path: fc.constantFrom<('submitted' | 'processed' | 'failed')[]>(
        ['processed'],
        ['processed'],
        ['submitted', 'processed'],
        ['processed', 'failed'],
        ['failed'],
      ),
    })
    .map((life) => life.path.map((state) => refundThere(refundId, paymentId, life.amount, state)));

const oursLife: fc.Arbitrary<Step[]> = fc.constantFrom<Step[]>(
  [cancelled],
  [cancelled, answered({ state: 'sent' })],
  [cancelled, answered({ state: 'sent' }), refundOurs('ours', 'A', priceMinor)],
  [cancelled, answered({ state: 'sent' }), answered({ state: 'refused', error: 'too old' })],
  [
    cancelled,
    answered({ state: 'sent' }),
    answered({ state: 'unknown', error: 'timeout', nextAt: at(1_200) }),
  ],
  [
    cancelled,
    answered({ state: 'sent' }),
    refundOurs('ours', 'A', priceMinor),
    refundOurs('ours', 'A', priceMinor, 'failed'),
  ],
);

const setup: fc.Arbitrary<Setup> = fc.record({
  booking: fc.constantFrom(
    'awaiting_payment',
    'awaiting_payment',
    'confirmed',
    'completed',
    'expired',
    'expired',
    'cancelled',
    'no_show',
  ),
  keepIfLate: fc.boolean(),
  canBeRetaken: fc.boolean(),
  rebooked: fc.constantFrom(false, false, true),
});

export interface RandomHistory {
  readonly setup: Setup;
  /** In the order in which it happened. */
  readonly steps: readonly Step[];
}

export const randomHistory: fc.Arbitrary<RandomHistory> = fc
  .record({
    setup,
    attempts: fc.oneof(
      fc.tuple(lifeOf('A', 10), lifeOf('B', 60)),
      fc.tuple(lifeOf('A', 10), lifeOf('B', 60), lifeOf('C', 90)),
      fc.tuple(lifeOf('A', 10)),
    ),
    refunds: fc.oneof(
      fc.tuple(),
      fc.tuple(refundLife('r1', 'A')),
      fc.tuple(refundLife('r1', 'B')),
      fc.tuple(refundLife('r1', 'A'), refundLife('r2', 'A')),
      fc.tuple(refundLife('r1', 'A'), refundLife('r2', 'B')),
    ),
    ours: fc.oneof(fc.constant<Step[]>([]), oursLife),
  })
  .map(({ setup: given, attempts, refunds, ours }) => ({
    setup: given,
    steps: [...attempts.flat(), ...ours, ...refunds.flat()],
  }));

const told = (steps: readonly Step[], kind: 'attempt' | 'refund') =>
  steps.filter((step) => step.kind === kind);
const captures = (steps: readonly Step[], id?: string) =>
  steps.filter(
    (step) =>
      step.kind === 'attempt' &&
      step.fact.state === 'captured' &&
      (id === undefined || step.fact.providerPaymentId === id),
  );
const foreign = (steps: readonly Step[], state: string) =>
  steps.flatMap((step) =>
    step.kind === 'refund' && !step.ours && step.fact.state === state ? [step.fact] : [],
  );
const idsOf = (steps: readonly Step[]) =>
  new Set(steps.map((step) => (step.kind === 'attempt' ? step.fact.providerPaymentId : '')));
const isLate = ({ booking }: Setup) => booking === 'expired' || booking === 'cancelled';
const partial = (steps: readonly Step[]) =>
  foreign(steps, 'processed').filter(
    (fact) => fact.amountMinor < priceMinor && captures(steps, fact.providerPaymentId).length > 0,
  );
const amountsIn = (steps: readonly Step[], id: string, state: string) =>
  steps.flatMap((step) =>
    step.kind === 'attempt' && step.fact.providerPaymentId === id && step.fact.state === state
      ? [step.fact.amountMinor]
      : [],
  );
const someAttempt = (steps: readonly Step[], is: (id: string) => boolean) =>
  [...idsOf(told(steps, 'attempt'))].some(is);

/** What a run must have met at least once to prove anything. */
export const mustOccur: Readonly<Record<string, (history: RandomHistory) => boolean>> = {
  'two captures and a full refund there of either': ({ steps }) =>
    idsOf(captures(steps)).size >= 2 &&
    foreign(steps, 'processed').some(
      (fact) => fact.amountMinor === priceMinor && captures(steps, fact.providerPaymentId).length > 0,
    ),
  'unwanted late money and a partial refund there': ({ setup: given, steps }) =>
    isLate(given) && partial(steps).length > 0,
  'the same in two parts': ({ setup: given, steps }) =>
    isLate(given) &&
    partial(steps).length >= 2 &&
    new Set(partial(steps).map(({ providerPaymentId }) => providerPaymentId)).size === 1,
  'a failed refund there beside ours': ({ steps }) =>
    foreign(steps, 'failed').length > 0 && steps.some((step) => step.kind === 'refund' && step.ours),
  'a partial refund on one of two captures': ({ steps }) =>
    idsOf(captures(steps)).size >= 2 && partial(steps).length > 0,
  'authorized with another amount than captured': ({ steps }) =>
    someAttempt(steps, (id) =>
      amountsIn(steps, id, 'authorized').some((one) =>
        amountsIn(steps, id, 'captured').some((other) => other !== one),
      ),
    ),
  'failed with another amount, then captured': ({ steps }) =>
    someAttempt(steps, (id) =>
      amountsIn(steps, id, 'failed').some((one) =>
        amountsIn(steps, id, 'captured').some((other) => other !== one),
      ),
    ),
  'voided and captured both told': ({ steps }) =>
    someAttempt(
      steps,
      (id) => amountsIn(steps, id, 'voided').length > 0 && amountsIn(steps, id, 'captured').length > 0,
    ),
};

/** The same facts in another order, some told twice; what we do ourselves keeps its order. */
export const shuffled = ({ steps }: RandomHistory): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.shuffledSubarray(
        steps.map((_, index) => index),
        { minLength: steps.length },
      ),
      fc.subarray(steps.filter(({ kind }) => kind !== 'own')),
    )
    .map(([order, repeats]) => {
      const ownInOrder = steps.filter(({ kind }) => kind === 'own');
      let next = 0;
      const mixed = order.flatMap((index) => {
        const step = steps[index];
        if (step?.kind !== 'own') return step ? [step] : [];
        const one = ownInOrder[next];
        next += 1;
        return one ? [one] : [];
      });
      return [...mixed, ...repeats];
    });
