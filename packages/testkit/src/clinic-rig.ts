import type { RequestContext } from '@holdfast/contract/context';
import type { UseCases } from '@holdfast/contract/use-cases';
import { randomIds } from '@holdfast/core/ports/ids';
import type { PasswordHasher } from '@holdfast/core/ports/password-hasher';
import type {
  AccountGateway,
  PaymentGateway,
  PaymentGateways,
  WebhookHeaders,
} from '@holdfast/core/ports/payment-gateway';
import type { ProviderError } from '@holdfast/core/ports/provider-error';
import type { TokenIssuer } from '@holdfast/core/ports/token-issuer';
import { type CoreDeps, createUseCases } from '@holdfast/core/use-cases';
import { onTxStep } from '@holdfast/core/usecase/transaction-fail-points';
import { createExpireHolds } from '@holdfast/core/usecases/booking/expire-holds';
import type { MoneyDeps } from '@holdfast/core/usecases/money/change-bill';
import { createCircuitBreaker } from '@holdfast/core/usecases/money/circuit-breaker';
import { createIngestEvent } from '@holdfast/core/usecases/money/ingest-event';
import { createPollOrders } from '@holdfast/core/usecases/money/poll-orders';
import { createRetryEvents } from '@holdfast/core/usecases/money/retry-events';
import { createReviewBills } from '@holdfast/core/usecases/money/review-bills';
import { createRunOperations } from '@holdfast/core/usecases/money/run-operations';
import type { EventResult } from '@holdfast/core/usecases/money/store-event';
import { createSweepAccounts } from '@holdfast/core/usecases/money/sweep-account';
import { createAccountGateways } from '@holdfast/core/usecases/provider-account/account-gateways';
import type { AccountKeys } from '@holdfast/core/usecases/provider-account/prove-keys';
import { createDatabase, type Database } from '@holdfast/db/client';
import { createPreparingPool } from '@holdfast/db/prepared-statements';
import { createTenantTx, type TenantTx } from '@holdfast/db/tenant-tx';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { type ClinicFixture, fillClinics } from './clinic-fixture.ts';
import { createLocalNotifier, plainPasswords, plainTokens, type RecordingNotifier } from './doubles.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

type Round = (signal?: AbortSignal) => Promise<number>;

export interface ClinicRigOptions<Gateway extends PaymentGateway> {
  readonly gateway: Gateway;
  /** Further accounts of the same installation; new orders are made in the mode of `gateway`. */
  readonly otherGateways?: readonly PaymentGateway[];
  readonly maxOpenHolds?: number;
  readonly passwords?: PasswordHasher;
  /** Hash of `testPassword` by `passwords`. */
  readonly passwordHash?: string;
  readonly tokens?: TokenIssuer;
  readonly webhookMaxTries?: number;
  readonly moneyRules?: MoneyDeps['rules'];
  readonly poolMax?: number;
  /** Opens accounts whose keys are stored; without it there are none. */
  readonly keysOf?: (tx: TenantTx) => AccountKeys;
}

/** The whole core on a database of its own, filled with the fixture. Only the ports are doubles. */
export interface ClinicRig<Gateway extends PaymentGateway = PaymentGateway> {
  readonly database: TestDatabase;
  readonly clinics: ClinicFixture;
  /** With the row of its account. */
  readonly gateway: Gateway & AccountGateway;
  readonly useCases: UseCases;
  readonly deps: CoreDeps;
  readonly notifier: RecordingNotifier;
  /** One per login role, as the apps have them. */
  readonly tx: { readonly api: TenantTx; readonly ingest: TenantTx; readonly worker: TenantTx };
  /** Retried transactions, by kind. */
  readonly retries: string[];
  readonly providerErrors: ProviderError[];
  /** A delivery to the webhook address of `gateway`. */
  readonly ingestEvent: (
    rawBody: Uint8Array,
    headers: WebhookHeaders,
    requestId: string,
  ) => Promise<EventResult>;
  /** Rounds of the worker's loops. */
  readonly worker: {
    readonly retryEvents: Round;
    readonly expireHolds: Round;
    readonly reviewBills: Round;
    readonly runOperations: Round;
    readonly pollOrders: Round;
    readonly sweepAccounts: Round;
  };
  /** Rows as the superuser sees them, bypassing every policy. */
  readonly rows: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  readonly close: () => Promise<void>;
}

export interface CallerOptions {
  /** Of a log-in; without one the call comes from no token. */
  readonly familyId?: string;
  readonly key?: string | null;
  readonly requestId?: string;
  readonly tokenExpiresAt?: Date | null;
}

const anonymousContext: RequestContext = {
  actor: { kind: 'anonymous' },
  requestId: 'test-request',
  idempotencyKey: null,
  address: '127.0.0.1',
  tokenProblem: null,
  tokenExpiresAt: null,
  cookies: null,
  signal: null,
};

/** The context of an anonymous request. */
export function asAnyone(): RequestContext {
  return anonymousContext;
}

/** The context of a user's request. */
export function asUser(userId: string, options: CallerOptions = {}): RequestContext {
  return {
    ...anonymousContext,
    actor: { kind: 'user', userId, familyId: options.familyId ?? null },
    idempotencyKey: options.key ?? null,
    requestId: options.requestId ?? anonymousContext.requestId,
    tokenExpiresAt: options.tokenExpiresAt ?? null,
  };
}

/** No grace for a surplus: tests that need one let the clock go on by themselves. */
export const testMoneyRules: MoneyDeps['rules'] = {
  surplusGraceSeconds: 0,
  wrongMoneySeconds: 48 * 3_600,
  captureGraceSeconds: 0,
  operationSlaSeconds: 24 * 3_600,
};

function workerRounds(
  deps: MoneyDeps & { readonly gateways: PaymentGateways },
  providerErrors: ProviderError[],
  maxTries: number,
): ClinicRig['worker'] {
  const onProviderError = (error: ProviderError) => void providerErrors.push(error);
  const money = { ...deps, onProviderError };
  const breaker = createCircuitBreaker({ maxFailures: 1_000, restSeconds: 1, nowMs: () => 0 });
  const day = 86_400;
  const sweeping = { overlapSeconds: 1_800, firstSeconds: 6 * day, holdLease: async () => true };
  const running = new AbortController().signal;
  const round =
    (work: (signal: AbortSignal) => Promise<number>): Round =>
    (signal = running) =>
      work(signal);
  return {
    retryEvents: round(createRetryEvents({ ...money, maxTries })),
    expireHolds: round(createExpireHolds(deps)),
    reviewBills: round(createReviewBills(deps)),
    runOperations: round(createRunOperations({ ...money, breaker })),
    pollOrders: round(createPollOrders({ ...money, lateMoneyDays: 6 })),
    sweepAccounts: round(createSweepAccounts({ ...money, ...sweeping })),
  };
}

/** The core without a test database around it. */
export type WiredCore<Gateway extends PaymentGateway> = Omit<
  ClinicRig<Gateway>,
  'database' | 'clinics' | 'rows' | 'close'
>;

/** Wires every use-case to the pools of the login roles. */
export async function wireUseCases<Gateway extends PaymentGateway>(
  pools: Readonly<Record<'api' | 'ingest' | 'worker', pg.Pool>>,
  options: ClinicRigOptions<Gateway>,
): Promise<WiredCore<Gateway>> {
  const notifier = createLocalNotifier();
  const retries: string[] = [];
  const providerErrors: ProviderError[] = [];
  const txOf = (pool: pg.Pool): TenantTx => {
    const statements = createPreparingPool(pool);
    const db: Kysely<Database> = createDatabase(statements);
    return createTenantTx({
      db,
      pool: statements,
      onStep: onTxStep,
      onRetry: (kind) => void retries.push(kind),
    });
  };
  const tx = { api: txOf(pools.api), ingest: txOf(pools.ingest), worker: txOf(pools.worker) };
  const opened = [options.gateway, ...(options.otherGateways ?? [])];
  const { keysOf = () => null } = options;
  const accountKeys = keysOf(tx.ingest);
  const onUnopened = (error: ProviderError) => void providerErrors.push(error);
  const stored = accountKeys && { ...accountKeys, onUnopened };
  const gateways = createAccountGateways({ tx: tx.ingest, opened, stored });
  const [own] = await gateways.all();
  if (!own) throw new Error('the account is not registered');
  const gateway = { ...options.gateway, providerAccountId: own.providerAccountId };
  const rules = options.moneyRules ?? testMoneyRules;
  const money: MoneyDeps = { tx: tx.ingest, notify: notifier.publish, rules };
  const deps: CoreDeps = {
    tx: tx.api,
    money,
    ids: randomIds,
    notify: notifier.publish,
    gateways,
    accountKeys,
    passwords: options.passwords ?? plainPasswords,
    tokens: options.tokens ?? plainTokens,
    otpSecret: 'test-one-time-code-secret',
    refreshSecret: 'test-refresh-secret',
    refreshTtlDays: 30,
    maxOpenHolds: options.maxOpenHolds ?? 5,
  };
  const workerDeps = { tx: tx.worker, notify: notifier.publish, rules, gateways };
  const ingest = createIngestEvent(money);
  return {
    gateway,
    useCases: createUseCases(deps),
    deps,
    notifier,
    tx,
    retries,
    providerErrors,
    ingestEvent: (rawBody, headers, requestId) => ingest(gateway, rawBody, headers, requestId),
    worker: workerRounds(workerDeps, providerErrors, options.webhookMaxTries ?? 5),
  };
}

/** Wires every use-case to an existing test database. */
export async function wireCore<Gateway extends PaymentGateway>(
  database: TestDatabase,
  options: ClinicRigOptions<Gateway>,
): Promise<Omit<ClinicRig<Gateway>, 'clinics'>> {
  const { pools } = database;
  return {
    ...(await wireUseCases(pools, options)),
    database,
    rows: async (text, values = []) => (await pools.superuser.query(text, [...values])).rows,
    close: database.close,
  };
}

/** Creates the database, fills it and wires every use-case to it. Close it after the file's tests. */
export async function createClinicRig<Gateway extends PaymentGateway>(
  options: ClinicRigOptions<Gateway>,
): Promise<ClinicRig<Gateway>> {
  const database = await createTestDatabase(
    options.poolMax === undefined ? {} : { poolMax: options.poolMax },
  );
  const passwordHash = options.passwordHash ?? plainPasswords.hashOf('fixture-password');
  const clinics = await fillClinics(database.pools.owner, { passwordHash });
  return { ...(await wireCore(database, options)), clinics };
}
