import type { SystemActor } from '@holdfast/contract/context';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import { type BillRoute, learnOrder, openUnknownBill, routeToBill } from '@holdfast/db/repos/bills.repo';
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

/** Where facts of one provider payment belong, with what had to be looked up to know it. */
async function routeOfUnknown(
  deps: TellDeps,
  gateway: AccountGateway,
  seen: AttemptFact,
): Promise<BillRoute | undefined> {
  const { providerOrderId } = seen;
  if (providerOrderId === null) return undefined;
  return (await routeOf(deps, gateway, [providerOrderId])) ?? routeByReceipt(deps, gateway, providerOrderId);
}

/** Captured money that no order of ours explains lies at our account all the same: it gets a bill of its own, for a person. */
async function routeOfUnknownMoney(
  deps: TellDeps,
  gateway: AccountGateway,
  { state, providerPaymentId }: AttemptFact,
): Promise<BillRoute | undefined> {
  if (state !== attemptState.captured) return undefined;
  const isOpened = await asSystem(deps, deps.source, deps.requestId, (tx) =>
    openUnknownBill(tx, gateway.providerAccountId, providerPaymentId),
  );
  return isOpened ? routeOf(deps, gateway, [providerPaymentId]) : undefined;
}

/** Facts of one provider payment as acts on its bill; the payment first, as its refunds are about it. */
export function actsOfFacts(
  facts: readonly PaymentFact[],
  { paymentId, providerAccountId }: Pick<BillRoute, 'paymentId' | 'providerAccountId'>,
): Act[] {
  const attempts = facts.flatMap((fact): Act[] =>
    fact.kind === 'attempt' ? [{ kind: 'attempt', fact, route: { paymentId, providerAccountId } }] : [],
  );
  const refunds = facts.flatMap((fact): Act[] =>
    fact.kind === 'refund' ? [{ kind: 'refund', fact, providerAccountId }] : [],
  );
  return [...attempts, ...refunds];
}

/**
 * Tells facts of one provider payment in one change, so that a capture which is told together with its refund confirms
 * nothing. Answers where they belong: undefined for money that belongs to no order of ours. Errors: ProviderError of a look-up.
 */
export async function tellPayment(
  deps: TellDeps,
  gateway: AccountGateway,
  providerPaymentId: string,
  facts: readonly PaymentFact[],
): Promise<BillRoute | undefined> {
  let told = facts;
  let route = await routeOf(deps, gateway, [providerPaymentId]);
  if (!route) {
    const attempt = facts.find((fact) => fact.kind === 'attempt');
    // A refund of a payment that nobody has told us of: the payment is asked for.
    const seen = attempt ?? (await gateway.fetchAttempt(providerPaymentId));
    if (!attempt) told = [seen, ...facts];
    route = (await routeOfUnknown(deps, gateway, seen)) ?? (await routeOfUnknownMoney(deps, gateway, seen));
  }
  if (!route) return undefined;
  const acts = actsOfFacts(told, route);
  await changeBill(deps, deps.source, deps.requestId, route, () => acts);
  return route;
}

/** Tells facts payment by payment, each on its own. Answers one place for each payment, undefined where there is none. */
export async function tellFacts(
  deps: TellDeps,
  gateway: AccountGateway,
  facts: readonly PaymentFact[],
): Promise<(BillRoute | undefined)[]> {
  const routes: (BillRoute | undefined)[] = [];
  for (const [providerPaymentId, ofPayment] of Map.groupBy(facts, (fact) => fact.providerPaymentId))
    routes.push(await tellPayment(deps, gateway, providerPaymentId, ofPayment));
  return routes;
}
