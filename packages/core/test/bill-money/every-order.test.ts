import { describe, expect, test } from 'vitest';
import { replay, type Setup, type Step } from './bill-world.ts';
import { histories } from './histories.ts';
import { ordersOf, withRepeats } from './orders.ts';
import { doneBy, faultsOf, isBookingExplained, outcomeOf, told } from './outcome.ts';

/** `npm run torture` tells each fact of each history twice, in every order; `npm test` only the shorter ones. */
const maxRepeatedSteps = Number(process.env.HOLDFAST_REPEATED_STEPS ?? 3);

function expectSameMoney(setup: Setup, steps: readonly Step[], orders: Iterable<Step[]>): number {
  const first = replay(setup, steps).bill;
  const [expected, done] = [outcomeOf(first), doneBy(first)];
  let compared = 0;
  for (const order of orders) {
    const { bill, waiting, isPossible } = replay(setup, order);
    if (!isPossible) continue;
    compared += 1;
    // Compared first: a message for each of a million orders would take longer than the orders themselves.
    const outcome = outcomeOf(bill);
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) expect(outcome, told(order)).toEqual(expected);
    if (faultsOf(bill).length > 0) expect(faultsOf(bill), told(order)).toEqual([]);
    if (waiting.length > 0 || doneBy(bill) !== done || !isBookingExplained(bill))
      throw new Error(`unexplained: ${told(order)}`);
  }
  return compared;
}

test('there are at least 60 histories with names of their own', () => {
  expect(new Set(histories.map(({ name }) => name)).size).toBe(histories.length);
  expect(histories.length).toBeGreaterThanOrEqual(60);
});

describe('money is the same in every order of arrival', () => {
  test.each(histories)('$name', ({ setup, steps }) => {
    expect(expectSameMoney(setup, steps, ordersOf(steps))).toBeGreaterThan(0);
  });
});

describe('telling a fact twice changes nothing, in every order', { timeout: 120_000 }, () => {
  test.each(histories.filter(({ steps }) => steps.length <= maxRepeatedSteps))(
    '$name',
    ({ setup, steps }) => {
      const orders = withRepeats(steps).flatMap((repeated) => [...ordersOf(repeated)]);
      if (orders.length > 0) expect(expectSameMoney(setup, steps, orders)).toBeGreaterThan(0);
    },
  );
});
