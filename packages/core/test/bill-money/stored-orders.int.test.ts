import { providerId } from '@holdfast/testkit/fake-gateway';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bill } from '../../src/domain/money/bill.ts';
import type { PaymentFact } from '../../src/domain/money/facts.ts';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill } from './bill-rig.ts';
import type { Step } from './bill-world.ts';
import { faultsOf, isBookingExplained, outcomeOf } from './outcome.ts';
import { randomHistory, shuffled } from './random-histories.ts';

/**
 * Random histories told to PostgreSQL as deliveries, in two orders at the same time on two bills: both end with the same
 * money. Deliveries of one bill run concurrently, so that decisions meet stale versions.
 */

const runs = Number(process.env.HOLDFAST_STORED_ORDERS ?? 12);

/** `npm run torture` needs minutes for its number. */
const timeout = 120_000 + runs * 5_000;

let world: BillRig;
let ingest: ReturnType<typeof createIngestEvent>;
beforeAll(async () => {
  world = await createBillRig();
  ingest = createIngestEvent(world.deps);
});
afterAll(() => world.close());

/** The facts of a history about one bill: every provider id gets a name of its own there. */
function factsFor(place: HeldBill, steps: readonly Step[]): PaymentFact[] {
  const names = new Map<string, string>();
  const rename = (id: string, prefix: 'pay' | 'rfnd'): string => {
    const known = names.get(id) ?? providerId(prefix);
    names.set(id, known);
    return known;
  };
  return steps.flatMap((step): PaymentFact[] => {
    if (step.kind === 'own' || step.kind === 'order') return [];
    const providerPaymentId = rename(step.fact.providerPaymentId, 'pay');
    if (step.kind === 'refund') {
      const providerRefundId = rename(step.fact.providerRefundId, 'rfnd');
      return [{ ...step.fact, providerPaymentId, providerRefundId, refundId: null }];
    }
    const { kind: _, providerOrderId: __, ...told } = step.fact;
    const act = attemptAct(place, step.fact.state, { ...told, providerPaymentId });
    return act.kind === 'attempt' ? [act.fact] : [];
  });
}

/** Delivers four at a time until nothing waits: a refund that came before its payment is delivered again. */
async function deliverAll(facts: readonly PaymentFact[]): Promise<void> {
  const { gateway } = world.rig;
  let waiting = [...facts];
  for (let round = 0; waiting.length > 0 && round < 10; round += 1) {
    const queue = waiting.splice(0);
    const unplaced: PaymentFact[] = [];
    const courier = async (): Promise<void> => {
      for (let fact = queue.shift(); fact; fact = queue.shift()) {
        const event = {
          eventId: providerId('order'),
          eventType: 'e',
          accountId: gateway.accountId,
          facts: [fact],
        };
        const { rawBody, headers } = gateway.sign(event);
        const { outcome } = await ingest(gateway, rawBody, headers, 'orders');
        if (outcome === 'retrying') unplaced.push(fact);
      }
    };
    await Promise.all([courier(), courier(), courier(), courier()]);
    waiting = unplaced;
  }
}

/** Without the ids that differ between two bills: what each provider id came to, in the order of their amounts. */
function moneyOf(bill: Bill) {
  const { ledger: _, payments: __, ...outcome } = outcomeOf(bill);
  const nameless = (text: string): string =>
    text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|(pay|rfnd)_[0-9a-f]+/g, 'id');
  const sums = Map.groupBy(bill.posted, ({ account, currency }) => `${account} ${currency}`);
  return {
    rows: Object.entries(outcome).map(([name, rows]) => [name, rows.map(nameless).toSorted()]),
    ledger: [...sums]
      .map(
        ([name, entries]) => [name, entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)] as const,
      )
      .filter(([, sum]) => sum !== 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  };
}

test(`${runs} random histories, each told in two orders by concurrent couriers, end with the same money`, {
  timeout,
}, async () => {
  const cases = fc.sample(
    randomHistory.chain((history) => shuffled(history).map((order) => ({ history, order }))),
    { numRuns: runs, seed: 11 },
  );
  for (const { history, order } of cases) {
    const isLate = history.setup.booking === 'expired';
    const [one, other] = [await world.held({ isLate }), await world.held({ isLate })];
    await Promise.all([deliverAll(factsFor(one, history.steps)), deliverAll(factsFor(other, order))]);
    const [first, second] = [await world.read(one), await world.read(other)];
    expect([...faultsOf(first), ...faultsOf(second)]).toEqual([]);
    expect([isBookingExplained(first), isBookingExplained(second)]).toEqual([true, true]);
    expect(moneyOf(second)).toEqual(moneyOf(first));
  }
});

test('the books of all these bills balance', async () => {
  const unbalanced = await world.rig.rows(
    'select currency from ledger_entries group by currency having sum(amount_minor) <> 0',
  );
  expect(unbalanced).toEqual([]);
});
