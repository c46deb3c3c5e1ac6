import type { Check } from '@holdfast/core/readiness/readiness';
import {
  accountsCheck,
  outboxCheck,
  type RegisterAccounts,
  type SchemaStatus,
  schemaCheck,
} from '@holdfast/core/readiness/readiness-checks';
import type { PoolCounts } from '../observability/metrics.ts';

export interface CheckedPool {
  /** Rejects when the database does not answer. */
  readonly ask: () => Promise<unknown>;
  readonly counts: () => PoolCounts;
}

export interface CheckedParts {
  readonly schemaStatus: SchemaStatus;
  readonly pools: { readonly api: CheckedPool; readonly ingest: CheckedPool };
  readonly registerAccounts: RegisterAccounts;
  /** Null: this installation has no Redis. */
  readonly redisAnswers: (() => Promise<boolean>) | null;
  /** How long the oldest due message has been waiting; 0 when none is due. */
  readonly outboxLagSeconds: () => Promise<number>;
}

function poolCheck(pool: CheckedPool): Check {
  return async () => {
    await pool.ask();
    const { total, waiting } = pool.counts();
    return { state: 'ok', connections: total, waiting };
  };
}

function redisCheck(answers: CheckedParts['redisAnswers']): Check {
  return async () => {
    if (answers === null) {
      return {
        state: 'degraded',
        note: 'no REDIS_URL: limits and notifications are local, messages are paused',
      };
    }
    if (await answers()) return { state: 'ok' };
    return { state: 'degraded', note: 'does not answer: limits and notifications are local, messages wait' };
  };
}

export function readinessChecks(parts: CheckedParts): Record<string, Check> {
  return {
    schema: schemaCheck(parts.schemaStatus),
    postgres: poolCheck(parts.pools.api),
    postgresIngest: poolCheck(parts.pools.ingest),
    accounts: accountsCheck(parts.registerAccounts),
    redis: redisCheck(parts.redisAnswers),
    outbox: outboxCheck(parts.outboxLagSeconds, {
      state: 'degraded',
      hint: ': is the worker running, is the phone linked?',
    }),
  };
}
