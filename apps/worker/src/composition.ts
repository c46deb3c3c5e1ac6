import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { productVersion } from '@holdfast/contract/product-version';
import type { OpenMessageAccount } from '@holdfast/core/ports/message-account';
import { onTxStep } from '@holdfast/core/usecase/transaction-fail-points';
import { createWorkerDuties } from '@holdfast/core/usecases/message/worker-duties';
import { createRegisterAccounts } from '@holdfast/core/usecases/payment/register-accounts';
import { createDatabase, createPool } from '@holdfast/db/client';
import { runInvariants } from '@holdfast/db/invariants';
import { createSchemaCheck } from '@holdfast/db/schema-release';
import { createTenantTx } from '@holdfast/db/tenant-tx';
import { createLogReporter } from '@holdfast/providers/crash-report/log-reporter';
import { createSentryReporter } from '@holdfast/providers/crash-report/sentry-reporter';
import { openPaymentGateways } from '@holdfast/providers/payment-providers';
import { createDirectQueue } from '@holdfast/providers/queue/direct-queue';
import { createMessageQueue } from '@holdfast/providers/queue/message-queue';
import { closeRedis, createRedis } from '@holdfast/providers/redis/connection';
import { createNudge } from '@holdfast/providers/redis/nudge';
import { whatsappWebAccount } from '@holdfast/providers/whatsapp-web/open-account';
import { chromiumDriver } from '@holdfast/providers/whatsapp-web/start-driver';
import pino from 'pino';
import type { WorkerEnvironment } from './env.ts';
import { createMetrics } from './metrics.ts';

const providerTimeoutMs = 10_000;

function openStorage(env: WorkerEnvironment, log: pino.Logger, metrics: ReturnType<typeof createMetrics>) {
  const pool = createPool({
    connectionString: env.DATABASE_URL_WORKER,
    max: env.DATABASE_POOL_WORKER,
    acquireTimeoutMs: 5_000,
    applicationName: 'holdfast-worker',
    onIdleError: (error) => log.warn({ err: error.message }, 'an idle database connection broke'),
  });
  const tx = createTenantTx({
    db: createDatabase(pool),
    pool,
    onStep: onTxStep,
    onRetry: (kind) => metrics.retries.inc({ kind }),
  });
  return { pool, tx };
}

function openRedis(env: WorkerEnvironment, log: pino.Logger) {
  const url = env.REDIS_URL;
  if (url === undefined) {
    return { redis: null, queue: createDirectQueue((error) => log.error({ err: error }, 'message handler')) };
  }
  const onError = (error: unknown) => log.debug({ err: String(error) }, 'redis');
  const connection = (connectionName: string) =>
    createRedis({ url, connectionName, onError, commandTimeoutMs: env.REDIS_TIMEOUT_MS });
  const redis = {
    publisher: connection('holdfast-worker-pub'),
    subscriber: connection('holdfast-worker-sub'),
  };
  const bee = { redisUrl: url, prefix: env.REDIS_NAMESPACE, stallSeconds: env.WORKER_STALL_SECONDS, onError };
  return { redis, queue: createMessageQueue(bee) };
}

interface ChannelParts {
  readonly env: WorkerEnvironment;
  readonly log: pino.Logger;
  readonly duties: ReturnType<typeof createWorkerDuties>;
}

/** Opens the account that messages leave through; tests hand in a channel of their own. */
export type MessageChannel = (parts: ChannelParts) => OpenMessageAccount;

const whatsappWeb: MessageChannel = ({ env, log, duties }) =>
  whatsappWebAccount(
    chromiumDriver({
      settings: env,
      history: async () => (await duties.recentSends(24)).map((send) => ({ ...send, text: null })),
      onFault: (error) =>
        log.warn({ err: error instanceof Error ? error.name : 'fault' }, 'whatsapp browser'),
    }),
  );

/** Builds everything the worker stands on; nothing runs yet. */
export function compose(env: WorkerEnvironment, channel: MessageChannel = whatsappWeb) {
  const log = pino({ level: env.LOG_LEVEL, base: { app: 'worker' } });
  const metrics = createMetrics();
  const { pool, tx } = openStorage(env, log, metrics);
  const { redis, queue } = openRedis(env, log);
  const nudge = createNudge({ redis, namespace: env.REDIS_NAMESPACE });
  const toLog = createLogReporter((entry) => log.error(entry, 'crash'));
  const crashes = env.SENTRY_DSN
    ? createSentryReporter({
        dsn: env.SENTRY_DSN,
        release: `holdfast@${productVersion}`,
        environment: 'worker',
        alsoTo: toLog,
      })
    : toLog;
  const duties = createWorkerDuties({ tx });
  const gateways = openPaymentGateways(env, { timeoutMs: providerTimeoutMs });
  return {
    env,
    log,
    metrics,
    pool,
    tx,
    nudge,
    queue,
    crashes,
    gateways,
    registerAccounts: createRegisterAccounts({ tx, gateways }),
    duties,
    openAccount: channel({ env, log, duties }),
    /** Names this process in leases. */
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    runInvariants: () => runInvariants(pool),
    schemaStatus: createSchemaCheck(pool),
    queueIsReachable: 'isReachable' in queue ? queue.isReachable : async () => true,
    close: async () => {
      if ('close' in queue) await queue.close();
      if (redis) for (const connection of Object.values(redis)) closeRedis(connection);
      await crashes.close(2_000);
      await pool.end();
    },
  };
}
export type Composition = ReturnType<typeof compose>;
