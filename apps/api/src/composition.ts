import { productVersion } from '@holdfast/contract/product-version';
import { createRouter } from '@holdfast/contract/trpc/router';
import { moneyRules } from '@holdfast/core/domain/money/money-rules';
import { armFailPoints } from '@holdfast/core/fail-points';
import type { CrashReporter } from '@holdfast/core/ports/crash-reporter';
import { randomIds } from '@holdfast/core/ports/ids';
import { createReadiness } from '@holdfast/core/readiness/readiness';
import { createUseCases } from '@holdfast/core/use-cases';
import { onTxStep } from '@holdfast/core/usecase/transaction-fail-points';
import { createFeedHub } from '@holdfast/core/usecases/feed/feed-hub';
import { createFollowFeed } from '@holdfast/core/usecases/feed/follow-feed';
import { createWorkerDuties } from '@holdfast/core/usecases/message/worker-duties';
import { createIngestEvent } from '@holdfast/core/usecases/money/ingest-event';
import { createAccountGateways } from '@holdfast/core/usecases/provider-account/account-gateways';
import type { AccountKeys } from '@holdfast/core/usecases/provider-account/prove-keys';
import { createSecretVault } from '@holdfast/core/usecases/provider-account/secret-vault';
import { openStorage, type Storage } from '@holdfast/db/open-storage';
import { createPasswordHasher } from '@holdfast/providers/argon2/password-hasher';
import { createLogReporter } from '@holdfast/providers/crash-report/log-reporter';
import { scrubError } from '@holdfast/providers/crash-report/scrub';
import { createLocalKeyWrapper } from '@holdfast/providers/local-keys/key-wrapper';
import { openPaymentGateways, paymentAdapters } from '@holdfast/providers/payment-providers';
import { redisAnswers } from '@holdfast/providers/redis/connection';
import { openRedis, type RedisLinks } from '@holdfast/providers/redis/from-settings';
import { createNotifier } from '@holdfast/providers/redis/notifier';
import { createRateLimiter } from '@holdfast/providers/redis/rate-limiter';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import type { Env } from './env.ts';
import { createInFlight } from './middleware/in-flight.ts';
import { createAwayLog } from './observability/away-log.ts';
import type { Log, LogOptions } from './observability/log.ts';
import { type Observability, observe } from './observability/observe.ts';
import { readinessChecks } from './readiness/readiness-checks.ts';
import type { ApiEnv } from './request/api-env.ts';
import { createAccessTokens } from './request/auth/access-token.ts';
import { createContextReader } from './request/context.ts';
import { withinBudgets } from './request/limits/budgets.ts';
import { createOpenStreams } from './request/limits/open-streams.ts';

export interface Api {
  readonly app: Hono<ApiEnv>;
  readonly observability: Observability;
  /** First step of a stop: no longer ready; streams are asked to reconnect elsewhere. */
  readonly drain: () => void;
  /** Last step: closes pools and connections. */
  readonly close: () => Promise<void>;
}

const release = `holdfast@${productVersion}`;
const feedFloorMs = 250;
const feedRecheckMs = 5_000;
const refreshTtlDays = 30;
const maxOpenHolds = 3;
const maxStreamsPerUser = 10;
const providerTimeoutMs = 5_000;

function openStore(env: Env, { log, metrics }: Observability, name: 'api' | 'ingest'): Storage {
  const isApi = name === 'api';
  const storage = openStorage({
    connectionString: isApi ? env.DATABASE_URL_API : env.DATABASE_URL_INGEST,
    max: isApi ? env.POOL_SIZE_API : env.POOL_SIZE_INGEST,
    acquireTimeoutMs: env.POOL_WAIT_MS,
    applicationName: `holdfast-${name}`,
    onIdleError: (error) => log.warn({ err: error, pool: name }, 'an idle connection broke'),
    onStep: onTxStep,
    onRetry: (kind) => metrics.storageRetries.inc({ kind }),
  });
  metrics.watchPool(name, storage.counts);
  return storage;
}

const redisIsAway = 'Redis is away: limits are local, notifications stay in this process';

async function createReporter(env: Env, log: Log): Promise<CrashReporter> {
  const toLog = createLogReporter(({ crash, ...context }) => log.error({ ...context, crash }, 'crash'));
  if (env.SENTRY_DSN === undefined) return toLog;
  // Loaded on demand: it is large, and most installations do not use it.
  const { createSentryReporter } = await import('@holdfast/providers/crash-report/sentry-reporter');
  const environment = env.PUBLIC_URL.host;
  return createSentryReporter({ dsn: env.SENTRY_DSN, release, environment, alsoTo: toLog });
}

function arm(env: Env, observability: Observability): void {
  const unknown = armFailPoints(env.HOLDFAST_FAIL_POINTS);
  if (unknown.length > 0) observability.log.warn({ unknown }, 'fail points that this process does not have');
}

/** What keys of provider accounts are proved and sealed with; null without a wrapping key. */
function openAccountKeys(env: Env, { tx }: Storage): AccountKeys | null {
  const keys = createLocalKeyWrapper(env);
  if (keys === null) return null;
  const adapters = paymentAdapters(env, { timeoutMs: providerTimeoutMs });
  return { adapters, vault: createSecretVault({ tx, keys, ids: randomIds }) };
}

function createCore(
  env: Env,
  stores: { api: Storage; ingest: Storage },
  redis: RedisLinks | null,
  observability: Observability,
) {
  const { metrics, faults } = observability;
  const tokens = createAccessTokens(env.ACCESS_TOKEN_SECRET);
  const opened = openPaymentGateways(env, { timeoutMs: providerTimeoutMs });
  const accountKeys = openAccountKeys(env, stores.ingest);
  const onUnopened = (error: Error): void => faults.trouble(error, 'provider-account');
  const stored = accountKeys && { ...accountKeys, onUnopened };
  const gateways = createAccountGateways({ tx: stores.ingest.tx, opened, stored });
  const namespace = env.REDIS_NAMESPACE;
  const notifier = createNotifier({ redis, namespace });
  const limiter = createRateLimiter({ redis: redis?.publisher ?? null, namespace });
  const money = { tx: stores.ingest.tx, notify: notifier.publish, rules: moneyRules(env) };
  const useCases = createUseCases({
    tx: stores.api.tx,
    money,
    ids: randomIds,
    notify: notifier.publish,
    passwords: createPasswordHasher(),
    tokens,
    otpSecret: env.OTP_SECRET,
    refreshSecret: env.ACCESS_TOKEN_SECRET,
    refreshTtlDays,
    gateways,
    accountKeys,
    maxOpenHolds,
  });
  const onLimited = (limit: string): void => metrics.rateLimited.inc({ limit });
  const hub = createFeedHub({
    tx: stores.api.tx,
    notifier,
    floorMs: feedFloorMs,
    onError: (error) => faults.trouble(error, 'feed'),
  });
  return {
    tokens,
    limiter,
    hub,
    useCases,
    budgets: withinBudgets(limiter, onLimited),
    followFeed: createFollowFeed({ tx: stores.api.tx, hub, recheckMs: feedRecheckMs }),
    ingest: createIngestEvent(money),
    checkoutOrigins: [...opened, ...(accountKeys?.adapters ?? [])].map((one) => one.checkoutOrigins),
    gateways,
  };
}

/** The only place that knows every adapter. Nothing listens and nothing is called yet. */
export async function compose(env: Env, logTo?: LogOptions['destination']): Promise<Api> {
  const logOptions = { level: env.LOG_LEVEL, scrubError, destination: logTo };
  const observability = await observe(logOptions, (log) => createReporter(env, log));
  const { log, metrics, faults, reporter } = observability;
  arm(env, observability);
  const stores = {
    api: openStore(env, observability, 'api'),
    ingest: openStore(env, observability, 'ingest'),
  };
  const redis = openRedis(env, 'holdfast-api', createAwayLog(log, redisIsAway, 'Redis is back'));
  const core = createCore(env, stores, redis, observability);
  const streams = createOpenStreams(core.followFeed, { max: env.MAX_STREAMS, maxPerUser: maxStreamsPerUser });
  const inFlight = createInFlight(env.MAX_IN_FLIGHT);
  metrics.watchGauge('streams', 'Open streams', streams.count);
  metrics.watchGauge('requests_in_flight', 'Requests that are being handled', inFlight.count);
  const checks = readinessChecks({
    schemaStatus: stores.api.schemaStatus,
    pools: stores,
    registerAccounts: core.gateways.register,
    redisAnswers: redis && (() => redisAnswers(redis.publisher)),
    outboxLagSeconds: createWorkerDuties({ tx: stores.ingest.tx }).outboxLagSeconds,
  });
  const readiness = createReadiness(checks, log);
  const { followFeed } = streams;
  const { tokens, limiter, useCases } = core;
  const app = createApp({
    publicUrl: env.PUBLIC_URL,
    checkoutOrigins: core.checkoutOrigins,
    webDist: env.WEB_DIST,
    log,
    faults,
    health: { readiness, metrics, metricsToken: env.METRICS_TOKEN },
    inFlight,
    readContext: createContextReader({
      tokens,
      publicUrl: env.PUBLIC_URL,
      trustedProxies: env.TRUSTED_PROXIES,
    }),
    router: createRouter(useCases, followFeed, core.budgets),
    followFeed,
    readMe: useCases.auth.me,
    webhook: {
      gateways: core.gateways,
      ingest: core.ingest,
      limiter,
      metrics,
      trustedProxies: env.TRUSTED_PROXIES,
    },
  });
  return {
    app,
    observability,
    drain: () => {
      readiness.stop();
      streams.closeAll();
    },
    close: async () => {
      core.hub.stop();
      redis?.close();
      await Promise.all([stores.api.close(), stores.ingest.close(), reporter.close(2_000)]);
    },
  };
}
