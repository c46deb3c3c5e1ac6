import { attemptMachine, attemptState } from '@holdfast/contract/payment/payment.states';
import { providerRefundMachine } from '@holdfast/contract/refund/provider-refund.states';
import type { Attempt, Bill, ProviderRefund } from './bill.ts';
import type { AttemptFact, RefundFact } from './facts.ts';

/**
 * Facts are joined, never refused: each field keeps the greatest of what was told, by the strength of the state it was
 * told with. The join is commutative, associative and idempotent, so that the order of arrival and repeats do not matter.
 */

const earlier = (one: Date | null, other: Date): Date => (one !== null && one < other ? one : other);

function greater<T extends string | number>(one: T | null, other: T | null): T | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** Ranks of what an attempt is said to be; equal states are told apart by amount and currency. */
function isStronger(fact: AttemptFact, known: Attempt): boolean {
  const byRank = attemptMachine.rank(fact.state) - attemptMachine.rank(known.state);
  if (byRank !== 0) return byRank > 0;
  if (fact.amountMinor !== known.amountMinor) return fact.amountMinor > known.amountMinor;
  return fact.currency > known.currency;
}

function joinAttempt(known: Attempt, fact: AttemptFact): Attempt {
  const { state, amountMinor, currency } = isStronger(fact, known) ? fact : known;
  const { authorized, captured, failed } = attemptState;
  const isFailure = fact.state === failed;
  return {
    ...known,
    state,
    amountMinor,
    currency,
    method: greater(known.method, fact.method),
    feeMinor: greater(known.feeMinor, fact.feeMinor),
    taxMinor: greater(known.taxMinor, fact.taxMinor),
    errorCode: isFailure ? greater(known.errorCode, fact.errorCode) : known.errorCode,
    errorReason: isFailure ? greater(known.errorReason, fact.errorReason) : known.errorReason,
    firstSeenAt: earlier(known.firstSeenAt, fact.occurredAt),
    authorizedAt:
      fact.state === authorized ? earlier(known.authorizedAt, fact.occurredAt) : known.authorizedAt,
    capturedAt: fact.state === captured ? earlier(known.capturedAt, fact.occurredAt) : known.capturedAt,
  };
}

export interface AttemptRoute {
  readonly paymentId: string;
  readonly providerAccountId: string;
}

function firstAttempt(id: string, route: AttemptRoute, fact: AttemptFact): Attempt {
  const { providerPaymentId, state, amountMinor, currency, method, feeMinor, taxMinor, occurredAt } = fact;
  return {
    id,
    ...route,
    providerPaymentId,
    state,
    amountMinor,
    currency,
    method,
    feeMinor,
    taxMinor,
    errorCode: state === attemptState.failed ? fact.errorCode : null,
    errorReason: state === attemptState.failed ? fact.errorReason : null,
    firstSeenAt: occurredAt,
    authorizedAt: state === attemptState.authorized ? occurredAt : null,
    capturedAt: state === attemptState.captured ? occurredAt : null,
    ruling: null,
    ruledBy: null,
  };
}

export function recordAttempt(bill: Bill, fact: AttemptFact, route: AttemptRoute, newId: () => string): Bill {
  const isSame = (one: Attempt): boolean =>
    one.providerPaymentId === fact.providerPaymentId && one.providerAccountId === route.providerAccountId;
  const known = bill.attempts.find(isSame);
  if (!known) return { ...bill, attempts: [...bill.attempts, firstAttempt(newId(), route, fact)] };
  const joined = joinAttempt(known, fact);
  return { ...bill, attempts: bill.attempts.map((one) => (one === known ? joined : one)) };
}

function joinRefund(known: ProviderRefund, fact: RefundFact, requestId: string | null): ProviderRefund {
  const isLater = providerRefundMachine.rank(fact.state) > providerRefundMachine.rank(known.state);
  return {
    ...known,
    state: isLater ? fact.state : known.state,
    amountMinor: Math.max(known.amountMinor, fact.amountMinor),
    requestId: greater(known.requestId, requestId),
    bankReference: greater(known.bankReference, fact.bankReference),
    occurredAt: earlier(known.occurredAt, fact.occurredAt),
  };
}

/** A refund is ours only when it names our request: equal amounts prove nothing. */
export function recordRefund(bill: Bill, fact: RefundFact, attempt: Attempt, newId: () => string): Bill {
  const requestId = bill.requests.find(({ id }) => id === fact.refundId)?.id ?? null;
  const known = bill.refunds.find(
    ({ providerRefundId, attemptId }) =>
      providerRefundId === fact.providerRefundId && attemptId === attempt.id,
  );
  if (known) {
    const joined = joinRefund(known, fact, requestId);
    return { ...bill, refunds: bill.refunds.map((one) => (one === known ? joined : one)) };
  }
  const { providerRefundId, state, amountMinor, currency, bankReference, occurredAt } = fact;
  const first: ProviderRefund = {
    id: newId(),
    attemptId: attempt.id,
    providerRefundId,
    requestId,
    state,
    amountMinor,
    currency,
    bankReference,
    occurredAt,
  };
  return { ...bill, refunds: [...bill.refunds, first] };
}
