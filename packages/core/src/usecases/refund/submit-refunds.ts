import { refundState } from '@holdfast/contract/refund/refund.states';
import {
  type LeasedRefund,
  leaseRefund,
  markSubmitted,
  type RefundSetback,
  releaseRefund,
} from '@holdfast/db/repos/refunds.repo';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import { applyFacts, type FactDeps } from '../payment/apply-facts.ts';

export interface SubmitRefundDeps extends FactDeps {
  readonly onProviderError: (error: ProviderError) => void;
}

const leaseSeconds = 60;
const recheckSeconds = 3_600;
const maxRetrySeconds = 900;

/** Doubles from 2 s, so that a struggling provider is not overloaded. */
export function refundRetrySeconds(tries: number): number {
  return Math.min(2 ** Math.min(tries, 20), maxRetrySeconds);
}

/**
 * The meaning of a failed call. Only a rejected submission is final: a rejected lookup says nothing about an earlier
 * submission. Everything else is unknown and is looked up later.
 */
export function setbackOf(error: ProviderError, tries: number): RefundSetback {
  if (error.kind === 'rejected' && error.operation === 'submit-refund') {
    return { state: refundState.failed, error: error.reason ?? error.message, retryAfterSeconds: null };
  }
  return { state: refundState.unknown, error: error.kind, retryAfterSeconds: refundRetrySeconds(tries) };
}

async function carryOut(deps: SubmitRefundDeps, refund: LeasedRefund): Promise<void> {
  const requestId = `refund:${refund.id}`;
  const isOurs = await asSystem(deps, 'system:refunds', requestId, (tx) => markSubmitted(tx, refund));
  if (!isOurs) return;
  let setback: RefundSetback = {
    state: refundState.submitted,
    error: null,
    retryAfterSeconds: recheckSeconds,
  };
  try {
    const gateway = await deps.gateways.of(refund.providerAccountId);
    const fact = await gateway.submitRefund({
      refundId: refund.id,
      providerRefundId: refund.providerRefundId,
      providerPaymentId: refund.providerPaymentId,
      amountMinor: refund.amountMinor,
      currency: refund.currency,
    });
    await applyFacts(deps, gateway, 'system:refunds', requestId, [fact]);
  } catch (thrown) {
    if (!(thrown instanceof ProviderError)) throw thrown;
    deps.onProviderError(thrown);
    setback = setbackOf(thrown, refund.tries);
  }
  await asSystem(deps, 'system:refunds', requestId, (tx) => releaseRefund(tx, refund, setback));
}

/** Submits requested refunds; the intent is already committed, and the response goes to the reducer. */
export function createSubmitRefunds(deps: SubmitRefundDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    let done = 0;
    while (!signal.aborted) {
      const refund = await asSystem(deps, 'system:refunds', 'submit-refunds', (tx) =>
        leaseRefund(tx, leaseSeconds),
      );
      if (!refund) break;
      await carryOut(deps, refund);
      done += 1;
    }
    return done;
  };
}
