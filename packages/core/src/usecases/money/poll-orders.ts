import { AppError } from '@holdfast/contract/errors';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import { type OpenOrder, stopPolling, takeDueOrders } from '@holdfast/db/repos/payments.repo';
import type { PaymentFact, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from './change-bill.ts';
import { actsOfFacts } from './tell-facts.ts';

export interface PollDeps extends MoneyDeps {
  readonly gateways: PaymentGateways;
  /** How long money for an order may still arrive; the provider polls late authorizations for some days. */
  readonly lateMoneyDays: number;
  readonly onProviderError: (error: ProviderError) => void;
}

const batch = 20;
const requestId = 'poll-orders';
const source = 'system:reconciler';

/** Tells every attempt and refund of one order as the provider has them now, in one change of its bill. */
async function pollOrder(deps: PollDeps, order: OpenOrder): Promise<void> {
  const gateway = await deps.gateways.of(order.providerAccountId);
  const facts: PaymentFact[] = await gateway.fetchAttempts(order.orderId);
  const captured = facts.filter(({ state }) => state === attemptState.captured);
  for (const { providerPaymentId } of captured)
    facts.push(...(await gateway.fetchRefunds(providerPaymentId)));
  const acts = actsOfFacts(facts, order);
  if (acts.length > 0) await changeBill(deps, source, requestId, order, () => acts);
  // A payment that nobody will pay any more is closed by the reducer.
  if (order.overdue) await changeBill(deps, source, requestId, order, () => [{ kind: 'review' }]);
  await asSystem(deps, source, requestId, (tx) => stopPolling(tx, order));
}

async function pollBatch(deps: PollDeps, orders: readonly OpenOrder[], signal: AbortSignal): Promise<number> {
  let done = 0;
  for (const order of orders) {
    if (signal.aborted) break;
    try {
      await pollOrder(deps, order);
      done += 1;
    } catch (thrown) {
      if (thrown instanceof ProviderError) deps.onProviderError(thrown);
      else if (!(thrown instanceof AppError)) throw thrown;
    }
  }
  return done;
}

/**
 * The source that needs no webhook: polls what is open, with back-off, until money can no longer arrive. Everything else is
 * seen by the sweeps of the account. An order whose poll fails is retried at its next poll time, which is already set.
 */
export function createPollOrders(deps: PollDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    let done = 0;
    for (let isMore = true; isMore && !signal.aborted; ) {
      const orders = await asSystem(deps, source, requestId, (tx) =>
        takeDueOrders(tx, batch, deps.lateMoneyDays),
      );
      isMore = orders.length === batch;
      done += await pollBatch(deps, orders, signal);
    }
    return done;
  };
}
