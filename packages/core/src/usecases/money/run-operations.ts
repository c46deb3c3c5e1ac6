import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import { type LeasedOperation, leaseOperation, releaseOperation } from '@holdfast/db/repos/operations.repo';
import type { Bill } from '../../domain/money/bill.ts';
import type { Act, OperationOutcome } from '../../domain/money/decide-money.ts';
import { after } from '../../domain/money/decider.ts';
import type { PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from './change-bill.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { call, look, outcomeOfError, type Ready, readyIn } from './operation-calls.ts';
import { actsOfFacts } from './tell-facts.ts';

export interface OperationDeps extends MoneyDeps {
  readonly gateways: PaymentGateways;
  readonly breaker: CircuitBreaker;
  readonly onProviderError: (error: ProviderError) => void;
}

const leaseSeconds = 60;
const maxRetrySeconds = 900;

/** Doubles from 2 s, so that a struggling provider is not overloaded. */
export const retrySeconds = (tries: number): number =>
  Math.min(2 ** Math.min(tries + 1, 20), maxRetrySeconds);

/** Counts a failed call; anything but a failure of the provider is thrown on. */
function providerErrorOf(
  deps: OperationDeps,
  { providerAccountId }: LeasedOperation,
  thrown: unknown,
): ProviderError {
  if (!(thrown instanceof ProviderError)) throw thrown;
  deps.onProviderError(thrown);
  if (thrown.refusal === null) deps.breaker.failed(providerAccountId);
  return thrown;
}

function createOneOperation(deps: OperationDeps, leased: LeasedOperation) {
  const requestId = `operation:${leased.id}`;
  const change = (acts: (bill: Bill, now: Date) => readonly Act[]): Promise<Bill> =>
    changeBill(deps, 'system:refunds', requestId, leased, acts);
  const outcome = (state: OperationOutcome): Act => ({
    kind: 'operation',
    operationId: leased.id,
    outcome: state,
  });

  /** Commits that the call goes out now, on the bill as it is after the look. Undefined when it must not. */
  async function send(): Promise<Ready | undefined> {
    let isOurs = false;
    const bill = await change((before, now) => {
      const ready = readyIn(before, leased);
      isOurs = ready !== undefined;
      if (!ready) return [];
      // A call of an earlier holder whose outcome the look did not show was never carried out.
      const again: OperationOutcome = {
        state: operationState.planned,
        error: 'not found there',
        nextAt: now,
      };
      const steps: OperationOutcome[] = [{ state: operationState.sent }];
      if (operationMachine.is.away(ready.operation.state)) steps.unshift(again);
      return steps.map(outcome);
    });
    const ready = isOurs ? readyIn(bill, leased) : undefined;
    return ready?.operation.state === operationState.sent ? ready : undefined;
  }

  async function settle(gateway: PaymentGateway, ready: Ready): Promise<void> {
    try {
      const fact = await call(gateway, ready);
      deps.breaker.succeeded(leased.providerAccountId);
      await change(() => actsOfFacts([fact], ready.attempt));
    } catch (thrown) {
      const error = providerErrorOf(deps, leased, thrown);
      await change((_, now) => {
        const nextAt = after(now, retrySeconds(ready.operation.tries));
        return [outcome(outcomeOfError(error, nextAt))];
      });
    }
  }

  return async (): Promise<{ readonly afterSeconds: number; readonly error: string } | null> => {
    try {
      const gateway = await deps.gateways.of(leased.providerAccountId);
      const bill = await change(() => []);
      const before = readyIn(bill, leased);
      if (!before) return null;
      const facts = await look(gateway, bill, before);
      deps.breaker.succeeded(leased.providerAccountId);
      await change(() => actsOfFacts(facts, before.attempt));
      const ready = await send();
      if (ready) await settle(gateway, ready);
      return null;
    } catch (thrown) {
      // The look failed: nothing went out.
      const { reason, message } = providerErrorOf(deps, leased, thrown);
      return { afterSeconds: retrySeconds(leased.tries), error: reason ?? message };
    }
  };
}

/**
 * Carries out what is planned: lease, look at the provider, decide again on the bill, commit that it goes out, call, apply
 * the answer as a fact. One machine for every call that moves money. Returns how many operations it tried.
 */
export function createRunOperations(deps: OperationDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    let done = 0;
    while (!signal.aborted) {
      const leased = await asSystem(deps, 'system:refunds', 'run-operations', (tx) =>
        leaseOperation(tx, leaseSeconds, deps.breaker.resting()),
      );
      if (!leased) break;
      const retry = await createOneOperation(deps, leased)();
      await asSystem(deps, 'system:refunds', `operation:${leased.id}`, (tx) =>
        releaseOperation(tx, leased, retry),
      );
      done += 1;
    }
    return done;
  };
}
