import { AppError } from '@holdfast/contract/errors';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import { type OpenOrder, stopPolling, takeDueOrders } from '@holdfast/db/repos/payments.repo';
import type { AttemptFact, PaymentGateway } from '../../ports/payment-gateway.ts';
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

/**
 * Authorized money that the provider did not capture automatically: captured in full, or the provider voids it. At most
 * one attempt is captured; other authorizations of the same order are left to be voided.
 */
async function captureAuthorized(
  gateway: PaymentGateway,
  order: OpenOrder,
  attempts: readonly AttemptFact[],
): Promise<AttemptFact[]> {
  if (attempts.some((attempt) => attempt.state === attemptState.captured)) return [];
  const good = attempts.find(
    ({ state, amountMinor, currency }) =>
      state === attemptState.authorized && amountMinor === order.amountMinor && currency === order.currency,
  );
  if (!good) return [];
  const { providerPaymentId, amountMinor, currency } = good;
  return [await gateway.capture({ providerPaymentId, amountMinor, currency })];
}

/** Polls the provider for one order and passes every attempt and refund to the reducer. */
async function reconcileOne(deps: ReconcileDeps, order: OpenOrder): Promise<void> {
  const gateway = await deps.gateways.of(order.providerAccountId);
  const seen = await gateway.fetchAttempts(order.orderId);
  await applyFacts(deps, gateway, 'system:reconciler', requestId, seen);
  // Commit what was seen before trying the capture, so that a failed capture does not lose it.
  const captured = await captureAuthorized(gateway, order, seen);
  await applyFacts(deps, gateway, 'system:reconciler', requestId, captured);
  for (const fact of [...seen, ...captured].filter((one) => one.state === attemptState.captured)) {
    const refunds = await gateway.fetchRefunds(fact.providerPaymentId);
    await applyFacts(deps, gateway, 'system:reconciler', requestId, refunds);
  }
  if (order.overdue) {
    await asSystem(deps, 'system:reconciler', requestId, (tx) =>
      stopPolling(tx, order.clinicId, order.paymentId, true),
    );
  }
}

/**
 * The source that needs no webhook: polls open orders with back-off until money can no longer arrive. An order whose
 * poll fails is retried at its next poll time, which is already set.
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
