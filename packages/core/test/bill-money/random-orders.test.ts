import fc from 'fast-check';
import { expect, test } from 'vitest';
import { later, replay } from './bill-world.ts';
import { doneBy, faultsOf, isBookingExplained, outcomeOf, told } from './outcome.ts';
import { mustOccur, type RandomHistory, randomHistory, shuffled } from './random-histories.ts';

const runs = Number(process.env.HOLDFAST_RANDOM_ORDERS ?? 3_000);
const twoDaysSeconds = 3 * 86_400;

/** `npm run torture` needs minutes for its number. */
const timeout = 20_000 + runs * 5;

test(`${runs} random orders of random histories end with the same money, ledger and items`, {
  timeout,
}, () => {
  const seen = new Map(Object.keys(mustOccur).map((name) => [name, 0]));
  let compared = 0;
  const withOrder = randomHistory.chain((history: RandomHistory) =>
    shuffled(history).map((order) => ({ history, order })),
  );
  fc.assert(
    fc.property(withOrder, ({ history, order }) => {
      const first = replay(history.setup, history.steps);
      const second = replay(history.setup, order);
      if (!first.isPossible || !second.isPossible) return;
      const orders = `${JSON.stringify(history.setup)}\nFIRST ${told(history.steps)}\nSECOND ${told(order)}`;
      expect(faultsOf(second.bill), orders).toEqual([]);
      expect(isBookingExplained(second.bill), orders).toBe(true);
      if (doneBy(first.bill) !== doneBy(second.bill)) return;
      compared += 1;
      for (const [name, occurs] of Object.entries(mustOccur))
        if (occurs(history)) seen.set(name, (seen.get(name) ?? 0) + 1);
      expect(outcomeOf(second.bill), orders).toEqual(outcomeOf(first.bill));
      expect(outcomeOf(later(second.bill, twoDaysSeconds)), `later: ${orders}`).toEqual(
        outcomeOf(later(first.bill, twoDaysSeconds)),
      );
    }),
    { numRuns: runs, seed: 6 },
  );
  for (const [name, count] of seen) process.stdout.write(`${String(count).padStart(8)}  ${name}\n`);
  process.stdout.write(`${String(compared).padStart(8)}  orders compared\n`);
  expect([...seen].filter(([, count]) => count === 0)).toEqual([]);
});
