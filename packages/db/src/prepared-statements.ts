import { createHash } from 'node:crypto';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { toStorageError } from './pg-errors.ts';

/** Statements with more texts than this are built from lists; the rest is sent without being prepared. */
const mostNames = 1_000;

/**
 * Names for statements, so that each connection parses and plans a text once. Planning a read model under row-level
 * security takes several times as long as running it.
 */
function createStatementNames() {
  const names = new Map<string, string>();
  let generation = 0;
  return {
    of(text: string): string | undefined {
      const known = names.get(text);
      if (known !== undefined || names.size >= mostNames) return known;
      const name = `${createHash('sha256').update(text).digest('hex').slice(0, 32)}_${generation}`;
      names.set(text, name);
      return name;
    },
    /** After a migration: every connection prepares every statement again, under a new name. */
    renew(): void {
      names.clear();
      generation += 1;
    },
  };
}

/** The pool, with every statement that has parameters prepared once per connection. */
export function createPreparingPool(pool: pg.Pool): PostgresPool {
  const names = createStatementNames();

  async function run(client: pg.PoolClient, text: string, values: readonly unknown[]) {
    const name = values.length > 0 ? names.of(text) : undefined;
    try {
      return await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    } catch (error) {
      if (toStorageError(error)?.kind === 'outdated_plan') names.renew();
      throw error;
    }
  }

  function preparing(client: pg.PoolClient): PostgresPoolClient {
    function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
    function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
    function query<R>(statement: string | PostgresCursor<R>, values: readonly unknown[] = []): unknown {
      if (typeof statement !== 'string') throw new TypeError('cursors are not used here');
      return run(client, statement, values);
    }
    return { query, release: (destroy) => client.release(destroy) };
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => preparing(await pool.connect()),
  };
}
