import type { SystemActor } from '@holdfast/contract/context';
import { type BillRoute, learnOrder, routeToBill } from '@holdfast/db/repos/bills.repo';
import type { Act } from '../../domain/money/decide-money.ts';
import type { AttemptFact, PaymentFact } from '../../domain/money/facts.ts';
import type { AccountGateway } from '../../ports/payment-gateway.ts';
import { asSystem } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from './change-bill.ts';

/** How facts that somebody looked up reach their bills: one by one, each on its own, in any number. */

export interface TellDeps extends MoneyDeps {
  readonly source: SystemActor;
  readonly requestId: string;
}

async function routeOf(
  deps: TellDeps,
  { providerAccountId }: AccountGateway,
  ids: readonly (string | null)[],
): Promise<BillRoute | undefined> {
  const known = ids.filter((id): id is string => id !== null);
  return asSystem(deps, deps.source, deps.requestId, (tx) => routeToBill(tx, providerAccountId, known));
}

/**
 * Asks the provider whose order it is: of several orders that a lost answer has left behind, the page showed one, but each can be
 * paid. Undefined for an order that is not ours.
 */
async function routeByReceipt(
  deps: TellDeps,
  gateway: AccountGateway,
  orderId: string,
): Promise<BillRoute | undefined> {
  const { receipt } = await gateway.fetchOrder(orderId);
  if (receipt === null) return undefined;
  const { providerAccountId } = gateway;
  const isOurs = await asSystem(deps, deps.source, deps.requestId, (tx) =>
    learnOrder(tx, { providerAccountId, orderId, paymentId: receipt }),
  );
  return isOurs ? routeOf(deps, gateway, [orderId]) : undefined;
}

async function tellAttempt(deps: TellDeps, gateway: AccountGateway, fact: AttemptFact): Promise<boolean> {
  const { providerPaymentId, providerOrderId } = fact;
  const route =
    (await routeOf(deps, gateway, [providerPaymentId, providerOrderId])) ??
    (providerOrderId === null ? undefined : await routeByReceipt(deps, gateway, providerOrderId));
  if (!route) return false;
  const { paymentId, providerAccountId } = route;
  const act: Act = { kind: 'attempt', fact, route: { paymentId, providerAccountId } };
  await changeBill(deps, deps.source, deps.requestId, route, () => [act]);
  return true;
}

/** Tells one fact. False when its money belongs to no order of ours. Errors: ProviderError of a look-up. */
export async function tellFact(deps: TellDeps, gateway: AccountGateway, fact: PaymentFact): Promise<boolean> {
  if (fact.kind === 'attempt') return tellAttempt(deps, gateway, fact);
  let route = await routeOf(deps, gateway, [fact.providerPaymentId]);
  if (!route) {
    // A refund of a payment that nobody has told us of: the payment first.
    const attempt = await gateway.fetchAttempt(fact.providerPaymentId);
    if (!(await tellAttempt(deps, gateway, attempt))) return false;
    route = await routeOf(deps, gateway, [fact.providerPaymentId]);
  }
  if (!route) return false;
  const { providerAccountId } = route;
  await changeBill(deps, deps.source, deps.requestId, route, () => [
    { kind: 'refund', fact, providerAccountId },
  ]);
  return true;
}
