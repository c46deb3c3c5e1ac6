type LogLine = (fields: object, text: string) => void;

export interface ReadinessParts {
  readonly schemaStatus: () => Promise<{
    readonly isReady: boolean;
    readonly version: number;
    readonly expected?: number;
    readonly note?: string;
  }>;
  /** Why this process may not hold its provider accounts; null when it may. */
  readonly registerAccounts: () => Promise<string | null>;
  readonly queueIsReachable: () => Promise<boolean>;
  readonly duties: { readonly outboxLagSeconds: () => Promise<number> };
  readonly log: { readonly info: LogLine; readonly error: LogLine };
}

/** Null is well. */
type Checks = Readonly<Record<string, string | null>>;

const longestLagSeconds = 300;

/** What must be well before this worker counts as ready. Logs when the status changes, not every time it is asked. */
export function createReadiness(parts: ReadinessParts): () => Promise<Checks> {
  let lastStatus = '';

  async function schema(): Promise<string | null> {
    const status = await parts.schemaStatus();
    return status.isReady ? null : `${status.note} (schema version ${status.version} of ${status.expected})`;
  }

  function logChange(checks: Checks): void {
    const status = Object.values(checks).every((problem) => problem === null) ? 'ready' : 'not_ready';
    if (status === lastStatus) return;
    lastStatus = status;
    parts.log[status === 'ready' ? 'info' : 'error']({ checks }, `readiness: ${status}`);
  }

  return async () => {
    const database = await schema().catch(() => 'PostgreSQL does not answer');
    const accounts = await parts.registerAccounts().catch(() => 'cannot be registered yet');
    const queue = (await parts.queueIsReachable())
      ? null
      : 'Redis does not answer; messages wait in the table';
    const lagSeconds = await parts.duties.outboxLagSeconds().catch(() => 0);
    const outbox =
      lagSeconds > longestLagSeconds ? `the oldest due message has waited ${Math.round(lagSeconds)} s` : null;
    const checks = { database, accounts, queue, outbox };
    logChange(checks);
    return checks;
  };
}
