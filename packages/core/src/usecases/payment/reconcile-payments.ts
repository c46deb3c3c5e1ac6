import { AppError } from '@holdfast/contract/errors';
import { type OpenOrder, stopPolling, takeDueOrders } from '@holdfast/db/repos/payments.repo';
import type { AttemptFact } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import { applyFacts, type FactDeps } from './apply-facts.ts';

export interface ReconcileDeps extends FactDeps {
  /** How long money for an order may still arrive; the provider polls late authorizations for some days. */
  readonly lateMoneyDays: number;
  readonly onProviderError: (error: ProviderError) => void;
}

const batch = 20;
const requestId = 'reconcile-payments';

/** Authorized money that the provider did not capture by itself: capture in full, or it goes back by itself. */
async function captureAuthorized(
  deps: ReconcileDeps,
  order: OpenOrder,
  fact: AttemptFact,
): Promise<AttemptFact> {
  if (
    fact.state !== 'authorized' ||
    fact.amountMinor !== order.amountMinor ||
    fact.currency !== order.currency
  )
    return fact;
  return deps.gateway.capture({
    providerPaymentId: fact.providerPaymentId,
    amountMinor: fact.amountMinor,
    currency: fact.currency,
  });
}

/** Asks the provider about one order and feeds every attempt and refund to the reducer. */
async function reconcileOne(deps: ReconcileDeps, order: OpenOrder): Promise<void> {
  const attempts = await deps.gateway.fetchAttempts(order.orderId);
  const hasCapture = attempts.some((attempt) => attempt.state === 'captured');
  const facts: AttemptFact[] = [];
  for (const attempt of attempts)
    facts.push(hasCapture ? attempt : await captureAuthorized(deps, order, attempt));
  await applyFacts(deps, 'system:reconciler', requestId, facts);
  for (const fact of facts.filter((one) => one.state === 'captured')) {
    await applyFacts(
      deps,
      'system:reconciler',
      requestId,
      await deps.gateway.fetchRefunds(fact.providerPaymentId),
    );
  }
  if (order.overdue) {
    await asSystem(deps, 'system:reconciler', requestId, (tx) =>
      stopPolling(tx, order.clinicId, order.paymentId, true),
    );
  }
}

/**
 * The witness that needs no webhook: polls open orders with back-off until money can no longer arrive.
 * An order that the provider does not answer for stays due; its next look is already set.
 */
export function createReconcilePayments(deps: ReconcileDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    const orders = await asSystem(deps, 'system:reconciler', requestId, (tx) =>
      takeDueOrders(tx, batch, deps.lateMoneyDays),
    );
    let done = 0;
    for (const order of orders) {
      if (signal.aborted) break;
      try {
        await reconcileOne(deps, order);
        done += 1;
      } catch (thrown) {
        if (thrown instanceof ProviderError) deps.onProviderError(thrown);
        else if (!(thrown instanceof AppError)) throw thrown;
      }
    }
    return done;
  };
}
