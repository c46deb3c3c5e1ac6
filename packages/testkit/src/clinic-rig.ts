import type { RequestContext } from '@holdfast/contract/context';
import type { UseCases } from '@holdfast/contract/use-cases';
import { randomIds } from '@holdfast/core/ports/ids';
import type { PasswordHasher } from '@holdfast/core/ports/password-hasher';
import type { AccountGateway, PaymentGateway, WebhookHeaders } from '@holdfast/core/ports/payment-gateway';
import type { ProviderError } from '@holdfast/core/ports/provider-error';
import type { TokenIssuer } from '@holdfast/core/ports/token-issuer';
import { type CoreDeps, createUseCases } from '@holdfast/core/use-cases';
import { onTxStep } from '@holdfast/core/usecase/transaction-fail-points';
import { createExpireHolds } from '@holdfast/core/usecases/booking/expire-holds';
import type { FactDeps } from '@holdfast/core/usecases/payment/apply-facts';
import { createReconcilePayments } from '@holdfast/core/usecases/payment/reconcile-payments';
import { createAccountGateways } from '@holdfast/core/usecases/provider-account/account-gateways';
import { createSubmitRefunds } from '@holdfast/core/usecases/refund/submit-refunds';
import { createIngestWebhook, type IngestResult } from '@holdfast/core/usecases/webhook/ingest-webhook';
import { createRetryWebhooks } from '@holdfast/core/usecases/webhook/retry-webhooks';
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
  readonly poolMax?: number;
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
  readonly ingestWebhook: (
    rawBody: Uint8Array,
    headers: WebhookHeaders,
    requestId: string,
  ) => Promise<IngestResult>;
  /** Rounds of the worker's loops. */
  readonly worker: {
    readonly retryWebhooks: Round;
    readonly expireHolds: Round;
    readonly submitRefunds: Round;
    readonly reconcile: Round;
  };
  /** Rows as the superuser sees them, bypassing every policy. */
  readonly rows: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  readonly close: () => Promise<void>;
}

export interface CallerOptions {
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
    actor: { kind: 'user', userId },
    idempotencyKey: options.key ?? null,
    requestId: options.requestId ?? anonymousContext.requestId,
    tokenExpiresAt: options.tokenExpiresAt ?? null,
  };
}

function workerRounds(
  deps: FactDeps,
  providerErrors: ProviderError[],
  maxTries: number,
): ClinicRig['worker'] {
  const onProviderError = (error: ProviderError) => void providerErrors.push(error);
  const rounds = {
    retryWebhooks: createRetryWebhooks({ ...deps, maxTries }),
    expireHolds: createExpireHolds(deps),
    submitRefunds: createSubmitRefunds({ ...deps, onProviderError }),
    reconcile: createReconcilePayments({ ...deps, lateMoneyDays: 6, onProviderError }),
  };
  const running = new AbortController().signal;
  const round =
    (work: (signal: AbortSignal) => Promise<number>): Round =>
    (signal = running) =>
      work(signal);
  return {
    retryWebhooks: round(rounds.retryWebhooks),
    expireHolds: round(rounds.expireHolds),
    submitRefunds: round(rounds.submitRefunds),
    reconcile: round(rounds.reconcile),
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
  const gateways = createAccountGateways({ tx: tx.ingest, opened });
  const [own] = await gateways.all();
  if (!own) throw new Error('the account is not registered');
  const gateway = { ...options.gateway, providerAccountId: own.providerAccountId };
  const deps: CoreDeps = {
    tx: tx.api,
    ingestTx: tx.ingest,
    ids: randomIds,
    notify: notifier.publish,
    gateways,
    passwords: options.passwords ?? plainPasswords,
    tokens: options.tokens ?? plainTokens,
    otpSecret: 'test-one-time-code-secret',
    refreshTtlDays: 30,
    maxOpenHolds: options.maxOpenHolds ?? 5,
  };
  const workerDeps = { tx: tx.worker, notify: notifier.publish, gateways };
  const ingest = createIngestWebhook({ tx: tx.ingest, notify: notifier.publish });
  return {
    gateway,
    useCases: createUseCases(deps),
    deps,
    notifier,
    tx,
    retries,
    providerErrors,
    ingestWebhook: (rawBody, headers, requestId) => ingest(gateway, rawBody, headers, requestId),
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
