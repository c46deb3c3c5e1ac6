import { bookingState } from '@holdfast/contract/booking/booking.states';
import { itemKind } from '@holdfast/contract/money/items';
import {
  type OperationState,
  operationMachine,
  operationState,
} from '@holdfast/contract/money/operation.states';
import { type RefundState, refundState } from '@holdfast/contract/refund/refund.states';
import type { Attempt, Bill, Operation, RefundRequest, RequestReason } from './bill.ts';
import { after, type Decider, plannedOperation } from './decider.ts';
import {
  factOf,
  isOwed,
  minRefundMinor,
  pendingMinor,
  pendingOf,
  wantedBackMinor,
  wrongOf,
} from './judge-money.ts';

/** How our own requests follow the money: they grow, shrink and are withdrawn until they leave for the provider. */

const operationOf = (bill: Bill, subjectId: string): Operation | undefined =>
  bill.operations.find((one) => one.subjectId === subjectId);

/** What a request is while only our own call knows of it. */
const byOperation: Readonly<Record<OperationState, RefundState>> = {
  planned: refundState.requested,
  sent: refundState.submitted,
  unknown: refundState.unknown,
  confirmed: refundState.submitted,
  refused: refundState.failed,
  withdrawn: refundState.withdrawn,
};

/** What the request has come to, by the provider's word first and our call's second. */
function stateOf(bill: Bill, request: RefundRequest): RefundRequest['state'] {
  const fact = factOf(bill, request);
  if (fact) return fact.state;
  const operation = operationOf(bill, request.id);
  if (request.state === refundState.withdrawn || !operation) return request.state;
  return byOperation[operation.state];
}

function followOperations(bill: Bill): Bill {
  const requests = bill.requests.map((request) => ({ ...request, state: stateOf(bill, request) }));
  const told = new Set(requests.filter((one) => factOf(bill, one) !== undefined).map(({ id }) => id));
  const operations = bill.operations.map((operation) =>
    told.has(operation.subjectId) && operationMachine.can(operation.state, operationState.confirmed)
      ? { ...operation, state: operationState.confirmed, nextAt: null }
      : operation,
  );
  return { ...bill, requests, operations };
}

/** Who asked for it: the clinic that cancelled while the money was here, or nobody. */
function reasonOf(bill: Bill, attempt: Attempt): { reason: RequestReason; requestedBy: string | null } {
  if (attempt.ruling === 'return' || wrongOf(bill, attempt) !== null)
    return { reason: 'wrong_payment', requestedBy: attempt.ruledBy };
  if (bill.bookings.some(isOwed)) return { reason: 'duplicate_payment', requestedBy: null };
  const last = bill.bookings.at(-1);
  const { capturedAt } = attempt;
  const wasHere = last?.endedAt != null && capturedAt !== null && capturedAt <= last.endedAt;
  return last?.state === bookingState.cancelled && wasHere
    ? { reason: 'clinic_cancelled', requestedBy: last.endedBy }
    : { reason: 'late_payment', requestedBy: null };
}

/** From when on the rules return money by themselves; null while only a person may. */
export function returnableFrom(bill: Bill, attempt: Attempt, { now, rules }: Decider): Date | null {
  if (attempt.ruling === 'return') return now;
  const opened = (kind: string): Date =>
    bill.items.find((item) => item.kind === kind && item.subjectId === attempt.id)?.openedAt ?? now;
  const wrong = wrongOf(bill, attempt);
  if (wrong === 'unknown_order') return null;
  if (wrong !== null) return after(opened(itemKind.wrong_money), rules.wrongMoneySeconds);
  if (!bill.bookings.some(isOwed)) return now;
  return after(opened(itemKind.surplus), rules.surplusGraceSeconds);
}

/** A refusal is not repeated by itself, except for less than what was refused. */
export function isBlocked(bill: Bill, attempt: Attempt, amountMinor: number): boolean {
  return bill.requests.some(
    (one) =>
      one.attemptId === attempt.id && one.state === refundState.failed && one.amountMinor <= amountMinor,
  );
}

/** Whether the rules would ask for it now, for the same reason. Growing back to a refused amount is for a person to ask. */
function isStillRight(
  bill: Bill,
  attempt: Attempt,
  request: RefundRequest,
  wantedMinor: number,
  decider: Decider,
): boolean {
  if (request.isAskedAgain) return true;
  const from = returnableFrom(bill, attempt, decider);
  const isDue = from !== null && from <= decider.now;
  return isDue && reasonOf(bill, attempt).reason === request.reason && !isBlocked(bill, attempt, wantedMinor);
}

/** Requests that have not left follow what is wanted now; those that have left count first. */
function resizeUnsent(bill: Bill, attempt: Attempt, decider: Decider): Bill {
  const pending = pendingOf(bill, attempt);
  const unsent = pending.filter(({ state }) => state === refundState.requested);
  const [first] = unsent;
  if (!first) return bill;
  const away = pendingMinor(bill, attempt) - unsent.reduce((total, one) => total + one.amountMinor, 0);
  const least = minRefundMinor(bill, attempt);
  const wanted = Math.max(0, wantedBackMinor(bill, attempt) - away);
  const amountMinor = wanted < least || !isStillRight(bill, attempt, first, wanted, decider) ? 0 : wanted;
  // A provider that has seen the request would reject another amount under its key: that one makes room for a new one.
  const isFixed = (operationOf(bill, first.id)?.tries ?? 0) > 0 && amountMinor !== first.amountMinor;
  const sized = new Map(unsent.map(({ id }) => [id, id === first.id && !isFixed ? amountMinor : 0]));
  return {
    ...bill,
    requests: bill.requests.map((request) => {
      const size = sized.get(request.id);
      if (size === undefined) return request;
      return size === 0 ? { ...request, state: refundState.withdrawn } : { ...request, amountMinor: size };
    }),
    operations: bill.operations.map((operation) => {
      const size = sized.get(operation.subjectId);
      if (size === undefined) return operation;
      return size === 0
        ? { ...operation, state: operationState.withdrawn, nextAt: null }
        : { ...operation, amountMinor: size };
    }),
  };
}

/** Still to be asked for: wanted back and in no open request. */
export const unaskedMinor = (bill: Bill, attempt: Attempt): number =>
  Math.max(0, wantedBackMinor(bill, attempt) - pendingMinor(bill, attempt));

/** Writes the request and the operation that carries it out. */
export function requestRefund(
  bill: Bill,
  attempt: Attempt,
  amountMinor: number,
  decider: Decider,
  isAskedAgain = false,
): Bill {
  const { reason, requestedBy } = reasonOf(bill, attempt);
  const earlier = bill.requests.filter((one) => one.attemptId === attempt.id && one.reason === reason);
  const request: RefundRequest = {
    id: decider.newId(),
    attemptId: attempt.id,
    amountMinor,
    currency: attempt.currency,
    reason,
    causeKey: `${reason}:${earlier.length + 1}`,
    requestedBy,
    isAskedAgain,
    state: refundState.requested,
  };
  const operation = plannedOperation(decider, 'refund', attempt, request);
  return { ...bill, requests: [...bill.requests, request], operations: [...bill.operations, operation] };
}

/** Brings the requests of every attempt in line with the money that is here. */
export function followMoney(bill: Bill, decider: Decider): Bill {
  let next = followOperations(bill);
  for (const attempt of next.attempts) {
    next = resizeUnsent(next, attempt, decider);
    const amountMinor = unaskedMinor(next, attempt);
    const least = minRefundMinor(next, attempt);
    const from = returnableFrom(next, attempt, decider);
    if (amountMinor < Math.max(1, least) || isBlocked(next, attempt, amountMinor)) continue;
    if (from !== null && from <= decider.now) next = requestRefund(next, attempt, amountMinor, decider);
  }
  return next;
}
