import type { Attempt, Bill } from '../../src/domain/money/bill.ts';
import type { Step } from './bill-world.ts';

const sorted = (rows: readonly object[]): string[] =>
  rows
    .map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted();

/**
 * Everything that must be a function of the set of facts: money rows, ledger and open items, without our own ids and
 * times. Requests that were withdrawn before they left are history, not money.
 */
export function outcomeOf(bill: Bill) {
  const paymentIds = new Map(bill.attempts.map(({ id, providerPaymentId }) => [id, providerPaymentId]));
  const refundIds = new Map(bill.refunds.map(({ id, providerRefundId }) => [id, providerRefundId]));
  const requestOf = new Map(bill.requests.map((one) => [one.id, `${paymentIds.get(one.attemptId)}`]));
  const operationOf = new Map(
    bill.operations.map(({ id, kind, subjectId }) => [
      id,
      `${kind} ${requestOf.get(subjectId) ?? paymentIds.get(subjectId)}`,
    ]),
  );
  const named = (id: string | null): string | null =>
    id === null
      ? null
      : (paymentIds.get(id) ?? refundIds.get(id) ?? requestOf.get(id) ?? operationOf.get(id) ?? id);
  return {
    attempts: sorted(bill.attempts.map(({ id: _, ...attempt }) => attempt)),
    refunds: sorted(
      bill.refunds.map(({ id: _, attemptId, requestId, ...refund }) => ({
        ...refund,
        attempt: named(attemptId),
        request: named(requestId),
      })),
    ),
    requests: sorted(
      bill.requests
        .filter(({ state }) => state !== 'withdrawn')
        .map(({ attemptId, amountMinor, currency, reason, state, requestedBy }) => ({
          attempt: named(attemptId),
          amountMinor,
          currency,
          reason,
          state,
          requestedBy,
        })),
    ),
    operations: sorted(
      bill.operations
        .filter(({ state }) => state !== 'withdrawn')
        .map(({ kind, subjectId, amountMinor, state }) => ({
          kind,
          subject: named(subjectId),
          amountMinor,
          state,
        })),
    ),
    payments: sorted([...bill.payments]),
    ledger: sorted(
      bill.posted.map(({ ownerId, objectId, ...sum }) => ({
        ...sum,
        owner: named(ownerId),
        object: named(objectId),
      })),
    ),
    items: sorted(
      bill.items
        .filter(({ kind }) => kind !== 'uncovered_visit')
        .map(({ openedAt: _, subjectId, ...item }) => ({ ...item, subject: named(subjectId) })),
    ),
  };
}

/** The one thing that order may decide: a visit confirmed before its money went stays confirmed, and an item says so. */
export function isBookingExplained(bill: Bill): boolean {
  const held = bill.posted
    .filter(({ account }) => account === 'patient_funds' || account === 'clinic_income')
    .reduce((sum, { amountMinor }) => sum - amountMinor, 0);
  const due = bill.lines.filter(({ bookingId }) =>
    bill.bookings.some(({ id, state }) => id === bookingId && state === 'confirmed'),
  );
  const price = due.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const isFlagged = bill.items.some(({ kind }) => kind === 'uncovered_visit');
  return price === 0 || held >= price || isFlagged || bill.covers.length > 0;
}

/**
 * What cannot be taken back once it is done: calls that left for the provider, and a time that late money was given to.
 * It is part of what happened, so that orders are compared in which the same was done.
 */
export const doneBy = (bill: Bill): string =>
  sorted([
    ...bill.operations
      .filter(({ state, tries }) => tries > 0 || state === 'refused')
      .map(({ kind, amountMinor, tries }) => ({ kind, amountMinor, tries })),
    ...bill.bookings.slice(1).map(({ startsAt }) => ({ startsAt })),
  ]).join();

const total = (rows: readonly { amountMinor: number }[]): number =>
  rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What the books say about one object at the provider. */
const bookedAt = (bill: Bill, objectId: string): number =>
  total(bill.posted.filter((sum) => sum.account === 'provider_balance' && sum.objectId === objectId));

function faultsOfAttempt(bill: Bill, attempt: Attempt): string[] {
  const isCaptured = attempt.state === 'captured';
  const figure = isCaptured ? attempt.amountMinor - (attempt.feeMinor ?? 0) : 0;
  const refunds = bill.refunds.filter(({ attemptId }) => attemptId === attempt.id);
  const wrongRefunds = refunds.filter((refund) => {
    const given = isCaptured && refund.state !== 'failed' && refund.currency === attempt.currency;
    return bookedAt(bill, refund.id) !== (given ? -refund.amountMinor : 0);
  });
  const gone = total(refunds.filter(({ state }) => state !== 'failed'));
  const asked = total(
    bill.requests.filter(({ attemptId, state }) => attemptId === attempt.id && state === 'requested'),
  );
  return [
    ...(bookedAt(bill, attempt.id) === figure ? [] : [`${attempt.providerPaymentId} is not ${figure}`]),
    ...wrongRefunds.map(({ providerRefundId }) => `${providerRefundId} is not in the books`),
    ...(asked > 0 && asked > attempt.amountMinor - gone ? ['more is asked for than is there'] : []),
  ];
}

/** What must hold in every order, whatever we asked for: the books say what the provider says, and they balance. */
export function faultsOf(bill: Bill): string[] {
  const unbalanced = [...Map.groupBy(bill.posted, ({ currency }) => currency)]
    .filter(([, sums]) => total(sums) !== 0)
    .map(([currency]) => `entries in ${currency} do not balance`);
  return [...unbalanced, ...bill.attempts.flatMap((attempt) => faultsOfAttempt(bill, attempt))];
}

/** Steps in words, for a failure's message. */
export const told = (steps: readonly Step[]): string =>
  steps
    .map((step) => {
      if (step.kind === 'own') return step.name;
      if (step.kind === 'order') return `order of ${step.payment}`;
      const { fact } = step;
      if (step.kind === 'refund')
        return `${step.ours ? 'our' : 'a'} refund ${fact.state} ${fact.amountMinor} of ${fact.providerPaymentId}`;
      return `${fact.providerPaymentId} ${fact.state} ${fact.amountMinor} ${fact.currency} of ${step.payment}`;
    })
    .join('; ');
