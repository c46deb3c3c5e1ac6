import type { SystemActor } from '@holdfast/contract/context';
import { applyPaymentFact } from '@holdfast/db/repos/payments.repo';
import type { AccountGateway, PaymentFact, PaymentGateways } from '../../ports/payment-gateway.ts';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';
import { notifyOfMoney } from '../money/notify-of-money.ts';

/** Money verbs run outside the caller's transaction, as the system, on a pool of their own. */
export interface FactDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly notify: UseCaseDeps['notify'];
  readonly gateways: PaymentGateways;
}

/**
 * Passes reported facts to the reducer. Any number of sources in any order end in the same state.
 * Errors: NOT_FOUND for an order that is not ours (yet), STATE_CONFLICT for a fact that contradicts the current state.
 */
export async function applyFacts(
  deps: FactDeps,
  gateway: AccountGateway,
  source: SystemActor,
  requestId: string,
  facts: readonly PaymentFact[],
): Promise<string[]> {
  if (facts.length === 0) return [];
  const outcomes = await asSystem(deps, source, requestId, async (tx) => {
    const done: string[] = [];
    for (const fact of facts) done.push(await applyPaymentFact(tx, gateway.providerAccountId, fact));
    return done;
  });
  notifyOfMoney(deps);
  return outcomes;
}
