import type { Composition } from '../composition.ts';

const longestLagSeconds = 300;

/** What must be well before this worker counts as ready; null is well. */
export function createReadiness(parts: Composition) {
  async function schema(): Promise<string | null> {
    const status = await parts.schemaStatus();
    return status.isReady ? null : `${status.note} (schema version ${status.version} of ${status.expected})`;
  }

  return async (): Promise<Readonly<Record<string, string | null>>> => {
    const database = await schema().catch(() => 'PostgreSQL does not answer');
    const queue = (await parts.queueIsReachable())
      ? null
      : 'Redis does not answer; messages wait in the table';
    const lagSeconds = await parts.duties.outboxLagSeconds().catch(() => 0);
    const outbox =
      lagSeconds > longestLagSeconds ? `the oldest due message has waited ${Math.round(lagSeconds)} s` : null;
    return { database, queue, outbox };
  };
}
