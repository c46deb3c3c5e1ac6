import { createDatabase, createPool, type PoolOptions, ping } from './client.ts';
import { createPreparingPool } from './prepared-statements.ts';
import { createSchemaCheck } from './schema-release.ts';
import { createTenantTx, type TenantTxOptions } from './tenant-tx.ts';

type TxHooks = Pick<TenantTxOptions, 'onStep' | 'onRetry'>;

/** One pool and what a program does with it. */
export function openStorage(options: PoolOptions & TxHooks) {
  const { onStep, onRetry, ...poolOptions } = options;
  const pool = createPool(poolOptions);
  const statements = createPreparingPool(pool);
  const db = createDatabase(statements);
  return {
    pool,
    tx: createTenantTx({ db, pool: statements, onStep, onRetry }),
    /** Rejects when the database does not answer. */
    ask: () => ping(pool),
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    schemaStatus: createSchemaCheck(pool),
    close: async () => {
      // It ends the pool too, unless nothing was ever asked through it.
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

export type Storage = ReturnType<typeof openStorage>;
