import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import { type Kysely, type PostgresPool, sql, type Transaction } from 'kysely';
import type pg from 'pg';
import type { Database } from './client.ts';
import { toStorageError } from './pg-errors.ts';

/** The actor as the database knows it. Exactly one of the two is set, or none for anonymous reads. */
export interface TxActor {
  readonly userId: string | null;
  /** Of the user's log-in; null where no token was sent. */
  readonly familyId?: string | null;
  readonly system: string | null;
  readonly requestId: string;
}

/** The clinic of the command: named directly, or through one of its subjects. */
export type TxPlace =
  | { readonly clinicId: string }
  | {
      readonly subject: 'booking' | 'bill' | 'payment' | 'doctor' | 'message' | 'drawer' | 'provider_account';
      readonly subjectId: string;
    }
  | null;

/** `logged_out`: the account may be in order, but the log-in behind the request has ended. */
export type UserStatus = 'active' | 'suspended' | 'logged_out';

/** Rights read live in the transaction that does the work. */
export interface LiveActor {
  /** Null when the clinic or subject does not exist. */
  readonly clinicId: string | null;
  readonly status: UserStatus | null;
  /** Empty for an account that is not on the clinic's staff. */
  readonly roles: readonly ClinicRole[];
  /** True when the subject belongs to one of the account's own patients. */
  readonly ownsSubject: boolean;
  readonly isOperator: boolean;
}

export type Tx = Transaction<Database>;

/** Steps of a transaction at which a test may interrupt it. */
export type TxStep =
  | 'tx.begin.after'
  | 'tx.commit.before'
  | 'tx.commit.after'
  | 'tx.single.before'
  | 'tx.single.after';

export interface TenantTxOptions {
  readonly db: Kysely<Database>;
  readonly pool: PostgresPool;
  readonly onStep: (step: TxStep) => void;
  readonly onRetry: (kind: string) => void;
}

/** A call of one SQL function that does a whole use-case; `Row` is what it returns. */
export interface Statement<Row> {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Never set: it only carries the type of the rows. */
  readonly row?: Row;
}

type RunInTx = <T>(
  actor: TxActor,
  place: TxPlace,
  work: (tx: Tx, live: LiveActor) => Promise<T>,
) => Promise<T>;

export interface TenantTx {
  /** Runs `work` in one READ COMMITTED transaction as the actor. Deadlocks and serialization failures: three tries. */
  readonly run: RunInTx;
  /** The same, READ ONLY: PostgreSQL rejects every write. One round trip less, as no deferred trigger can be due. */
  readonly read: RunInTx;
  /** One SQL function that enters the actor itself: one statement, one round trip, its own transaction. */
  readonly single: <Row extends pg.QueryResultRow>(statement: Statement<Row>) => Promise<Row[]>;
}

const maxTries = 3;

async function enter(tx: Tx, actor: TxActor, place: TxPlace): Promise<LiveActor> {
  const clinicId = place && 'clinicId' in place ? place.clinicId : null;
  const subject = place && 'subject' in place ? place : null;
  const { rows } = await sql<{
    clinic_id: string | null;
    user_status: UserStatus | null;
    roles: ClinicRole[] | null;
    owns_subject: boolean;
    is_operator: boolean;
  }>`select * from enter_actor(
    ${actor.userId}::uuid, ${actor.system}, ${actor.requestId}, ${clinicId}::uuid,
    ${subject?.subject ?? null}, ${subject?.subjectId ?? null}::uuid, ${actor.familyId ?? null}::uuid)`.execute(
    tx,
  );
  const row = rows[0];
  if (!row) throw new Error('enter_actor returned no row');
  return {
    clinicId: row.clinic_id,
    status: row.user_status,
    roles: row.roles ?? [],
    ownsSubject: row.owns_subject,
    isOperator: row.is_operator,
  };
}

/** The only access to the tenant tables. Only `usecase` in core may import it. */
export function createTenantTx(options: TenantTxOptions): TenantTx {
  const { db, pool, onStep, onRetry } = options;

  async function once<T>(
    mode: 'read only' | 'read write',
    actor: TxActor,
    place: TxPlace,
    work: (tx: Tx, live: LiveActor) => Promise<T>,
  ): Promise<T> {
    const result = await db
      .transaction()
      .setIsolationLevel('read committed')
      .setAccessMode(mode)
      .execute(async (tx) => {
        const live = await enter(tx, actor, place);
        onStep('tx.begin.after');
        const value = await work(tx, live);
        // Runs deferred triggers now, while their error can still be distinguished from a lost connection.
        if (mode === 'read write') await sql`set constraints all immediate`.execute(tx);
        onStep('tx.commit.before');
        return value;
      });
    onStep('tx.commit.after');
    return result;
  }

  async function retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (thrown) {
        const storage = toStorageError(thrown);
        if (!storage) throw thrown;
        if (!storage.isRetryable || tries >= maxTries) throw storage;
        onRetry(storage.kind);
      }
    }
  }

  return {
    run: (actor, place, work) => retrying(() => once('read write', actor, place, work)),
    read: (actor, place, work) => retrying(() => once('read only', actor, place, work)),
    single: <Row extends pg.QueryResultRow>({ text, values }: Statement<Row>) =>
      retrying(async () => {
        onStep('tx.single.before');
        // Not `pool.query`: that drops the connection on every error, and a rejection is an error.
        const client = await pool.connect();
        try {
          const { rows } = await client.query<Row>(text, values);
          onStep('tx.single.after');
          return rows;
        } finally {
          client.release();
        }
      }),
  };
}
