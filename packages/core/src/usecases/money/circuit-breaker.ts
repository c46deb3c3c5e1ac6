/**
 * Rests a provider account after a row of calls without an answer, so that a provider that is down is asked once in a
 * while and not by every operation that is due. Per process: each finds out by itself.
 */
export interface CircuitBreaker {
  readonly succeeded: (accountId: string) => void;
  readonly failed: (accountId: string) => void;
  /** Accounts that are not called now. */
  readonly resting: () => string[];
}

interface Health {
  readonly failures: number;
  readonly restsUntilMs: number;
}

export interface BreakerOptions {
  readonly maxFailures: number;
  readonly restSeconds: number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
}

/** For every process that calls providers. */
export const breakerOptions = { maxFailures: 5, restSeconds: 30 } as const;

export function createCircuitBreaker({ maxFailures, restSeconds, nowMs }: BreakerOptions): CircuitBreaker {
  const accounts = new Map<string, Health>();
  return {
    succeeded: (accountId) => void accounts.delete(accountId),
    failed: (accountId) => {
      const failures = (accounts.get(accountId)?.failures ?? 0) + 1;
      // After a rest one failure is enough for the next: a half-open circuit.
      const isOpen = failures >= maxFailures;
      accounts.set(accountId, {
        failures: isOpen ? maxFailures - 1 : failures,
        restsUntilMs: isOpen ? nowMs() + restSeconds * 1000 : 0,
      });
    },
    resting: () => [...accounts].filter(([, { restsUntilMs }]) => restsUntilMs > nowMs()).map(([id]) => id),
  };
}
