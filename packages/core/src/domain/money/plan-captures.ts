import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import type { Attempt, Bill, Operation } from './bill.ts';
import { after, type Decider, plannedOperation } from './decider.ts';
import { byTime, isCovered, wrongOf } from './judge-money.ts';

const capturesOf = (bill: Bill): readonly Operation[] =>
  bill.operations.filter(({ kind }) => kind === 'capture');

/**
 * The authorization to capture: one, the earliest, for a booking that still needs it because it waits, or because it
 * stands and its money went back. None while a capture is away, and none that the provider refused to capture.
 */
function candidateOf(bill: Bill): Attempt | undefined {
  const needsMoney = bill.bookings.some(({ state }) => bookingMachine.is.live(state)) && !isCovered(bill);
  const captures = capturesOf(bill);
  if (!needsMoney || captures.some(({ state }) => operationMachine.is.away(state))) return undefined;
  const refused = new Set(
    captures.filter(({ state }) => state === operationState.refused).map(({ subjectId }) => subjectId),
  );
  return bill.attempts
    .filter(
      (attempt) =>
        attempt.state === attemptState.authorized &&
        wrongOf(bill, attempt) === null &&
        !refused.has(attempt.id),
    )
    .toSorted(byTime(({ authorizedAt }) => authorizedAt))[0];
}

/** When we capture what its provider has not captured by itself; null when there is nothing to capture, or it is planned. */
export function captureDueAt(bill: Bill, { now, rules }: Decider): Date | null {
  const attempt = candidateOf(bill);
  const isPlanned = capturesOf(bill).some(
    ({ subjectId, state }) => subjectId === attempt?.id && state === operationState.planned,
  );
  return attempt && !isPlanned ? after(attempt.authorizedAt ?? now, rules.captureGraceSeconds) : null;
}

function followed(bill: Bill, operation: Operation, candidate: Attempt | undefined): Operation {
  const attempt = bill.attempts.find(({ id }) => id === operation.subjectId);
  if (operation.kind !== 'capture' || !operationMachine.is.open(operation.state)) return operation;
  if (attempt?.state === attemptState.captured && operationMachine.is.away(operation.state))
    return { ...operation, state: operationState.confirmed, nextAt: null };
  const isStale = operation.state === operationState.planned && operation.subjectId !== candidate?.id;
  return isStale ? { ...operation, state: operationState.withdrawn, nextAt: null } : operation;
}

/** Plans the capture of the one authorization that is needed, and drops a plan for any other. */
export function followCaptures(bill: Bill, decider: Decider): Bill {
  const candidate = candidateOf(bill);
  const operations = bill.operations.map((operation) => followed(bill, operation, candidate));
  const next = { ...bill, operations };
  const due = captureDueAt(next, decider);
  if (!candidate || due === null || due > decider.now) return next;
  const operation = plannedOperation(decider, 'capture', candidate, candidate);
  return { ...next, operations: [...operations, operation] };
}
