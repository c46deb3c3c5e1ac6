import type { Check, CheckResult } from './readiness.ts';

export type SchemaStatus = () => Promise<{
  readonly isReady: boolean;
  readonly version: number;
  readonly expected?: number;
  readonly note?: string;
}>;

/** Why this process may not hold its provider accounts; null when it may. */
export type RegisterAccounts = () => Promise<string | null>;

/** Beyond this the worker is probably not running, or the phone is not linked. */
const longestLagSeconds = 300;

export function schemaCheck(schemaStatus: SchemaStatus): Check {
  return async (): Promise<CheckResult> => {
    const { isReady, ...facts } = await schemaStatus();
    return { state: isReady ? 'ok' : 'failed', ...facts };
  };
}

export function accountsCheck(registerAccounts: RegisterAccounts): Check {
  return async () => {
    const refusal = await registerAccounts();
    return refusal === null ? { state: 'ok' } : { state: 'failed', note: refusal };
  };
}

/** What a late message means differs by program: the worker is there to send it, the API works without. */
export function outboxCheck(
  lag: () => Promise<number>,
  whenLate: { readonly state: 'degraded' | 'failed'; readonly hint?: string },
): Check {
  return async () => {
    const lagSeconds = Math.round(await lag());
    if (lagSeconds <= longestLagSeconds) return { state: 'ok', lagSeconds };
    const note = `the oldest due message has waited ${lagSeconds} s${whenLate.hint ?? ''}`;
    return { state: whenLate.state, lagSeconds, note };
  };
}
