import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { productVersion } from '@holdfast/contract/product-version';
import { randomIds } from '@holdfast/core/ports/ids';
import type { OpenMessageAccount } from '@holdfast/core/ports/message-account';
import { onTxStep } from '@holdfast/core/usecase/transaction-fail-points';
import { createWorkerDuties } from '@holdfast/core/usecases/message/worker-duties';
import { createAccountGateways } from '@holdfast/core/usecases/provider-account/account-gateways';
import { createSecretVault } from '@holdfast/core/usecases/provider-account/secret-vault';
import { runInvariants } from '@holdfast/db/invariants';
import { openStorage } from '@holdfast/db/open-storage';
import { createLogReporter } from '@holdfast/providers/crash-report/log-reporter';
import { createSentryReporter } from '@holdfast/providers/crash-report/sentry-reporter';
import { createLocalKeyWrapper } from '@holdfast/providers/local-keys/key-wrapper';
import { openPaymentGateways, paymentAdapters } from '@holdfast/providers/payment-providers';
import { createDirectQueue } from '@holdfast/providers/queue/direct-queue';
import { createMessageQueue } from '@holdfast/providers/queue/message-queue';
import { openRedis } from '@holdfast/providers/redis/from-settings';
import { createNotifier } from '@holdfast/providers/redis/notifier';
import { whatsappWebAccount } from '@holdfast/providers/whatsapp-web/open-account';
import { chromiumDriver } from '@holdfast/providers/whatsapp-web/start-driver';
import pino from 'pino';
import type { WorkerEnvironment } from './env.ts';
import { createMetrics } from './metrics.ts';

const providerTimeoutMs = 10_000;

function openStore(env: WorkerEnvironment, log: pino.Logger, metrics: ReturnType<typeof createMetrics>) {
  return openStorage({
    connectionString: env.DATABASE_URL_WORKER,
    max: env.DATABASE_POOL_WORKER,
    acquireTimeoutMs: 5_000,
    applicationName: 'holdfast-worker',
    onIdleError: (error) => log.warn({ err: error.message }, 'an idle database connection broke'),
    onStep: onTxStep,
    onRetry: (kind) => metrics.retries.inc({ kind }),
  });
}

function openQueue(env: WorkerEnvironment, log: pino.Logger) {
  const onError = (error: unknown) => log.debug({ err: String(error) }, 'redis');
  const redis = openRedis(env, 'holdfast-worker', { onError });
  if (env.REDIS_URL === undefined) {
    const queue = createDirectQueue((error) => log.error({ err: error }, 'message handler'));
    return { redis, queue, isReachable: async () => true, close: async () => undefined };
  }
  const { REDIS_URL: redisUrl, REDIS_NAMESPACE: prefix, WORKER_STALL_SECONDS: stallSeconds } = env;
  const queue = createMessageQueue({ redisUrl, prefix, stallSeconds, onError });
  return { redis, queue, isReachable: queue.isReachable, close: queue.close };
}

interface ChannelParts {
  readonly env: WorkerEnvironment;
  readonly log: pino.Logger;
  readonly duties: ReturnType<typeof createWorkerDuties>;
}

/** Opens the channel for outgoing messages; tests pass their own. */
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

/** Builds everything that the worker depends on; nothing runs yet. */
export function compose(env: WorkerEnvironment, channel: MessageChannel = whatsappWeb) {
  const log = pino({ level: env.LOG_LEVEL, base: { app: 'worker' } });
  const metrics = createMetrics();
  const storage = openStore(env, log, metrics);
  const { tx } = storage;
  const { redis, queue, ...transport } = openQueue(env, log);
  const notifier = createNotifier({ redis, namespace: env.REDIS_NAMESPACE });
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
  const opened = openPaymentGateways(env, { timeoutMs: providerTimeoutMs });
  const keys = createLocalKeyWrapper(env);
  const stored = keys && {
    adapters: paymentAdapters(env, { timeoutMs: providerTimeoutMs }),
    vault: createSecretVault({ tx, keys, ids: randomIds }),
    onUnopened: (error: Error) => crashes.report(error, { where: 'provider-account' }),
  };
  const gateways = createAccountGateways({ tx, opened, stored });
  return {
    env,
    log,
    metrics,
    tx,
    notifier,
    queue,
    crashes,
    gateways,
    registerAccounts: gateways.register,
    duties,
    openAccount: channel({ env, log, duties }),
    /** Identifies this process in leases. */
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    runInvariants: () => runInvariants(storage.pool),
    schemaStatus: storage.schemaStatus,
    queueIsReachable: transport.isReachable,
    close: async () => {
      await transport.close();
      redis?.close();
      await crashes.close(2_000);
      await storage.close();
    },
  };
}
export type Composition = ReturnType<typeof compose>;
