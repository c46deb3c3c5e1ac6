import { createReadiness, type Readiness, type ReadinessLog } from '@holdfast/core/readiness/readiness';
import {
  accountsCheck,
  outboxCheck,
  type RegisterAccounts,
  type SchemaStatus,
  schemaCheck,
} from '@holdfast/core/readiness/readiness-checks';

export interface ReadinessParts {
  readonly schemaStatus: SchemaStatus;
  readonly registerAccounts: RegisterAccounts;
  readonly queueIsReachable: () => Promise<boolean>;
  readonly duties: { readonly outboxLagSeconds: () => Promise<number> };
  readonly log: ReadinessLog;
}

/** Checks that must pass before this worker is ready. */
export function createWorkerReadiness(parts: ReadinessParts): Readiness {
  const checks = {
    schema: schemaCheck(parts.schemaStatus),
    accounts: accountsCheck(parts.registerAccounts),
    queue: async () =>
      (await parts.queueIsReachable())
        ? ({ state: 'ok' } as const)
        : ({ state: 'failed', note: 'Redis does not answer; messages wait in the table' } as const),
    outbox: outboxCheck(parts.duties.outboxLagSeconds, { state: 'failed' }),
  };
  return createReadiness(checks, parts.log);
}
