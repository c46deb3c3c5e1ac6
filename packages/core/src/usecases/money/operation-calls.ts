import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import type { LeasedOperation } from '@holdfast/db/repos/operations.repo';
import type { Attempt, Bill, Operation, RefundRequest } from '../../domain/money/bill.ts';
import type { OperationOutcome } from '../../domain/money/decide-money.ts';
import type { PaymentFact } from '../../domain/money/facts.ts';
import { capturedMinor } from '../../domain/money/judge-money.ts';
import type { PaymentGateway } from '../../ports/payment-gateway.ts';
import type { ProviderError } from '../../ports/provider-error.ts';

/** What an operation asks its provider, and what the answers mean. */

/** What a failed call means for its operation: only a refusal for ever is final, only a lost answer is unknown. */
export function outcomeOfError(error: ProviderError, nextAt: Date): OperationOutcome {
  const text = error.reason ?? error.message;
  if (error.refusal === 'forever') return { state: operationState.refused, error: text };
  const isUnknown = error.kind === 'unknown';
  return { state: isUnknown ? operationState.unknown : operationState.planned, error: text, nextAt };
}

/** The operation with the rows that it is about, while it is open and its lease is ours. */
export interface Ready {
  readonly operation: Operation;
  readonly attempt: Attempt;
  /** Null for a capture. */
  readonly request: RefundRequest | null;
}

export function readyIn(bill: Bill, { id, fence }: LeasedOperation): Ready | undefined {
  const operation = bill.operations.find((one) => one.id === id && one.fence === fence);
  if (!operation || !operationMachine.is.open(operation.state)) return undefined;
  const request = bill.requests.find((one) => one.id === operation.subjectId) ?? null;
  const attempt = bill.attempts.find((one) => one.id === (request?.attemptId ?? operation.subjectId));
  return attempt && { operation, attempt, request };
}

/**
 * How the provider has it: a person there, or its own rules, may have done it already. Of several captures each is looked at,
 * because the provider may have given back another one than we are about to.
 */
export async function look(gateway: PaymentGateway, bill: Bill, ready: Ready): Promise<PaymentFact[]> {
  const { attempt, request } = ready;
  const seen: PaymentFact[] = [await gateway.fetchAttempt(attempt.providerPaymentId)];
  if (request === null) return seen;
  const captured = bill.attempts.filter(
    (one) => capturedMinor(one) > 0 && one.providerAccountId === attempt.providerAccountId,
  );
  for (const { providerPaymentId } of captured) seen.push(...(await gateway.fetchRefunds(providerPaymentId)));
  return seen;
}

export function call(gateway: PaymentGateway, { attempt, request, operation }: Ready): Promise<PaymentFact> {
  const { providerPaymentId } = attempt;
  const { amountMinor, currency } = operation;
  return request === null
    ? gateway.capture({ providerPaymentId, amountMinor, currency })
    : gateway.submitRefund({
        refundId: request.id,
        providerRefundId: null,
        providerPaymentId,
        amountMinor,
        currency,
      });
}
