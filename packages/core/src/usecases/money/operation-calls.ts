import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import type { LeasedOperation } from '@holdfast/db/repos/operations.repo';
import type { Attempt, Bill, Operation, RefundRequest } from '../../domain/money/bill.ts';
import type { Act, OperationOutcome } from '../../domain/money/decide-money.ts';
import type { PaymentFact } from '../../domain/money/facts.ts';
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

/** Facts about this attempt, as acts on the bill. */
export function actsOf(facts: readonly PaymentFact[], { paymentId, providerAccountId }: Attempt): Act[] {
  return facts.map((fact) =>
    fact.kind === 'refund'
      ? { kind: 'refund', fact, providerAccountId }
      : { kind: 'attempt', fact, route: { paymentId, providerAccountId } },
  );
}

/** How the provider has it: a person there, or its own rules, may have done it already. */
export async function look(gateway: PaymentGateway, { attempt, request }: Ready): Promise<PaymentFact[]> {
  const seen = await gateway.fetchAttempt(attempt.providerPaymentId);
  return request === null ? [seen] : [seen, ...(await gateway.fetchRefunds(attempt.providerPaymentId))];
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
