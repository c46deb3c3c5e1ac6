import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import type { ObjectRoute, ReadEvent } from '@holdfast/db/repos/bills.repo';
import type { MoneyRules } from '../../domain/money/bill.ts';
import { type BillChanges, changesOf, isUnchanged, together } from '../../domain/money/bill-changes.ts';
import { type Act, decideMoney } from '../../domain/money/decide-money.ts';
import type { PaymentFact } from '../../domain/money/facts.ts';
import { billOfRow } from './bill-of-row.ts';

/** Every id by which the facts of an event may be found. */
export const objectIdsOf = (facts: readonly PaymentFact[]): string[] => [
  ...new Set(
    facts.flatMap((fact) =>
      fact.kind === 'refund'
        ? [fact.providerPaymentId]
        : [fact.providerPaymentId, ...(fact.providerOrderId === null ? [] : [fact.providerOrderId])],
    ),
  ),
];

type RouteOf = (fact: PaymentFact) => ObjectRoute | undefined;

/** Where a fact belongs: its payment if that is known, else the order that a fact of the same event names for it. */
function routing(facts: readonly PaymentFact[], routes: readonly ObjectRoute[]): RouteOf {
  const byId = (id: string | null): ObjectRoute | undefined => routes.find(({ objectId }) => objectId === id);
  const orders = new Map(
    facts.flatMap((fact) =>
      fact.kind === 'attempt' ? [[fact.providerPaymentId, fact.providerOrderId] as const] : [],
    ),
  );
  return ({ providerPaymentId }) => byId(providerPaymentId) ?? byId(orders.get(providerPaymentId) ?? null);
}

/** A fact as an act on its bill; null for a refund whose payment nobody has told yet. */
function actOf(
  fact: PaymentFact,
  paymentIds: ReadonlySet<string>,
  route: ObjectRoute,
  providerAccountId: string,
): Act | null {
  if (fact.kind === 'attempt')
    return { kind: 'attempt', fact, route: { paymentId: route.paymentId, providerAccountId } };
  return paymentIds.has(fact.providerPaymentId) ? { kind: 'refund', fact, providerAccountId } : null;
}

interface Applied {
  readonly changes: BillChanges;
  readonly unplaced: number;
  readonly takesTimeAgain: boolean;
}

export interface EventDecider {
  readonly rules: MoneyRules;
  readonly newId: () => string;
}

/** All facts of one bill that can be placed: one that cannot takes no other along. */
function applyTo(
  row: ReadEvent['bills'][number],
  facts: readonly PaymentFact[],
  read: ReadEvent,
  routeOf: RouteOf,
  decider: EventDecider,
): Applied {
  const { bill: before, now, bookingVersions } = billOfRow(row);
  const paymentIds = new Set([
    ...before.attempts.map(({ providerPaymentId }) => providerPaymentId),
    ...facts.flatMap((fact) => (fact.kind === 'attempt' ? [fact.providerPaymentId] : [])),
  ]);
  const acts = facts.flatMap((fact) => {
    const route = routeOf(fact);
    const act = route ? actOf(fact, paymentIds, route, read.providerAccountId) : null;
    return act === null ? [] : [act];
  });
  // Payments first: a refund in the same event may be about one of them.
  const inOrder = [
    ...acts.filter(({ kind }) => kind === 'attempt'),
    ...acts.filter(({ kind }) => kind === 'refund'),
  ];
  const { bill: after, postings } = decideMoney(before, inOrder, { ...decider, now });
  const changes = changesOf({ n: 1, before, after, postings, bookingVersions });
  return {
    changes: isUnchanged(before, after, changes) ? {} : changes,
    unplaced: facts.length - acts.length,
    takesTimeAgain: after.bookings.length > before.bookings.length,
  };
}

export interface EventDecision {
  readonly state: 'applied' | 'retrying';
  readonly reason: string;
  readonly changes: BillChanges;
  readonly takesTimeAgain: boolean;
}

/** What an event changes on the bills that it is about, and whether anything of it is left to place. */
export function decideEvent(
  read: ReadEvent,
  facts: readonly PaymentFact[],
  decider: EventDecider,
): EventDecision {
  const routeOf = routing(facts, read.routes);
  const byBill = Map.groupBy(facts, (fact) => routeOf(fact)?.billId);
  const applied = read.bills.map((row) => applyTo(row, byBill.get(row.id) ?? [], read, routeOf, decider));
  const unrouted = byBill.get(undefined)?.length ?? 0;
  const unplaced = applied.reduce((sum, one) => sum + one.unplaced, unrouted);
  return {
    state: unplaced > 0 ? webhookState.retrying : webhookState.applied,
    reason: unplaced > 0 ? 'unplaced' : 'recorded',
    changes: together(applied.map(({ changes }) => changes)),
    takesTimeAgain: applied.some(({ takesTimeAgain }) => takesTimeAgain),
  };
}
