import type { PoolCounts } from '../observability/metrics.ts';
import type { Check, CheckResult } from './readiness.ts';

export interface CheckedPool {
  /** Rejects when the database does not answer. */
  readonly ask: () => Promise<unknown>;
  readonly counts: () => PoolCounts;
}

interface SchemaStatus {
  readonly isReady: boolean;
  readonly version: number;
  readonly expected?: number;
  readonly note?: string;
}

export interface CheckedParts {
  readonly schemaStatus: () => Promise<SchemaStatus>;
  readonly pools: { readonly api: CheckedPool; readonly ingest: CheckedPool };
  /** Why this process may not hold its provider accounts; null when it may. */
  readonly registerAccounts: () => Promise<string | null>;
  /** Null: this installation has no Redis. */
  readonly redisAnswers: (() => Promise<boolean>) | null;
  /** How long the oldest due message has been waiting; 0 when none is due. */
  readonly outboxLagSeconds: () => Promise<number>;
}

/** Beyond this the worker is probably not running. */
const longestLagSeconds = 300;

function schemaCheck(schemaStatus: CheckedParts['schemaStatus']): Check {
  return async (): Promise<CheckResult> => {
    const { isReady, ...facts } = await schemaStatus();
    return { state: isReady ? 'ok' : 'failed', ...facts };
  };
}

function poolCheck(pool: CheckedPool): Check {
  return async () => {
    await pool.ask();
    const { total, waiting } = pool.counts();
    return { state: 'ok', connections: total, waiting };
  };
}

function accountsCheck(registerAccounts: CheckedParts['registerAccounts']): Check {
  return async () => {
    const refusal = await registerAccounts();
    return refusal === null ? { state: 'ok' } : { state: 'failed', note: refusal };
  };
}

function redisCheck(answers: CheckedParts['redisAnswers']): Check {
  return async () => {
    if (answers === null) {
      return { state: 'degraded', note: 'no REDIS_URL: limits and nudges are local, messages are paused' };
    }
    if (await answers()) return { state: 'ok' };
    return { state: 'degraded', note: 'does not answer: limits and nudges are local, messages wait' };
  };
}

function outboxCheck(lag: CheckedParts['outboxLagSeconds']): Check {
  return async () => {
    const lagSeconds = Math.round(await lag());
    if (lagSeconds <= longestLagSeconds) return { state: 'ok', lagSeconds };
    return {
      state: 'degraded',
      lagSeconds,
      note: 'messages wait: is the worker running, is the phone linked?',
    };
  };
}

export function readinessChecks(parts: CheckedParts): Record<string, Check> {
  return {
    schema: schemaCheck(parts.schemaStatus),
    postgres: poolCheck(parts.pools.api),
    postgresIngest: poolCheck(parts.pools.ingest),
    accounts: accountsCheck(parts.registerAccounts),
    redis: redisCheck(parts.redisAnswers),
    outbox: outboxCheck(parts.outboxLagSeconds),
  };
}
