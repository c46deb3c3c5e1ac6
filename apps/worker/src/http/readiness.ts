import type { Composition } from '../composition.ts';

const longestLagSeconds = 300;

/** What must be well before this worker counts as ready; null is well. */
export function createReadiness(parts: Composition) {
  async function schema(): Promise<string | null> {
    const { rows } = await parts.pool.query<{ version: number }>(
      'select max(version) as version from schema_migrations',
    );
    const version = rows[0]?.version ?? 0;
    const expected = parts.expectedSchemaVersion;
    return version === expected
      ? null
      : `schema version is ${version}, this worker needs ${expected}: run "npm run migrate"`;
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
