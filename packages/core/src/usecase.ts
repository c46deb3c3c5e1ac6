import type { Access } from '@holdfast/contract/auth/access';
import type { RequestContext, SystemActor } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { LiveActor, Statement, TenantTx, Tx, TxActor, TxPlace } from '@holdfast/db/tenant-tx';
import type { Ids } from './ports/ids.ts';
import type { NotifyTopic } from './ports/notifier.ts';
import { authorise } from './usecase/authorise.ts';
import { storageRefusal } from './usecase/storage-refusal.ts';

/*
 * How every use-case runs. Each procedure's use-case is made by one of the definitions in `usecase/`, and a test fails
 * for one that is not:
 *
 *   defineQuery        begin · actor · AUTHORISE · read · commit
 *   defineCommand      begin · actor · AUTHORISE · key · load · decide · write · AUDIT · commit · notify
 *   defineAuditedRead  begin · actor · AUTHORISE · read · AUDIT · commit
 *   defineStatement    all of it in one SQL function, one round trip (ADR 0002) · notify
 *   defineExchange     begin · actor · AUTHORISE · prepare · commit
 *                      call external services, no transaction open
 *                      begin · actor · AUTHORISE · apply · AUDIT · commit · notify
 *
 * The transaction, the actor and the guard are `inTransaction` below; nothing else in core opens one. The audit row is
 * written by the definition in the transaction of the change, so that a verb cannot forget it.
 */

export type { LiveActor, TenantTx, Tx, TxPlace } from '@holdfast/db/tenant-tx';

/** The dependencies of every use-case; a verb that needs more declares its own. */
export interface UseCaseDeps {
  readonly tx: TenantTx;
  readonly ids: Ids;
  /** Notifies the pollers of a change; called after the commit, never inside the transaction. */
  readonly notify: (topic: NotifyTopic) => void;
  /** Decides a bill again after a change of its bookings; as the system, outside of the caller's transaction. */
  readonly reviewBill: (place: BillPlace, requestId: string) => Promise<void>;
}

export interface BillPlace {
  readonly clinicId: string;
  readonly billId: string;
}

export interface Step<Input> {
  readonly tx: Tx;
  readonly live: LiveActor;
  readonly userId: string | null;
  readonly input: Input;
  readonly context: RequestContext;
  /** Id of the row that this command creates or changes. */
  readonly subjectId: string;
}

/** The actor of a transaction and its clinic. */
export interface Entry {
  readonly context: RequestContext;
  readonly access: Access;
  readonly place: TxPlace;
  /** Anonymous commands run as the system; all others as their caller. */
  readonly as?: SystemActor | undefined;
  /** True for reads: their transaction cannot write. */
  readonly isReadOnly?: boolean;
}

export function userOf(context: RequestContext): string | null {
  return context.actor.kind === 'user' ? context.actor.userId : null;
}

/** The log-in of the caller, in whose name every statement asks whether it still stands. */
export function familyOf(context: RequestContext): string | null {
  return context.actor.kind === 'user' ? context.actor.familyId : null;
}

function actorOf({ context, as }: Entry): TxActor {
  const { actor, requestId } = context;
  if (as !== undefined) return { userId: null, system: as, requestId };
  return {
    userId: userOf(context),
    familyId: familyOf(context),
    system: actor.kind === 'system' ? actor.name : null,
    requestId,
  };
}

/** The only way into the tenant tables: one transaction with a live actor, authorised, errors translated. */
export async function inTransaction<T>(
  deps: Pick<UseCaseDeps, 'tx'>,
  entry: Entry,
  work: (tx: Tx, live: LiveActor) => Promise<T>,
): Promise<T> {
  const { run, read } = deps.tx;
  const begin = entry.isReadOnly === true ? read : run;
  return guarded(() =>
    begin(actorOf(entry), entry.place, async (tx, live) => {
      authorise(entry.access, live, entry.place);
      return work(tx, live);
    }),
  );
}

/** Requires a value. Errors: NOT_FOUND. */
export async function found<T>(value: Promise<T | undefined>, what: string): Promise<T> {
  const row = await value;
  if (row === undefined) throw new AppError('NOT_FOUND', { internal: what });
  return row;
}

/** Runs one part of a longer use-case as the caller, authorised. */
export async function asCaller<T>(
  deps: Pick<UseCaseDeps, 'tx'>,
  context: RequestContext,
  procedure: { readonly access: Access },
  place: TxPlace,
  work: (tx: Tx, live: LiveActor) => Promise<T>,
): Promise<T> {
  return inTransaction(deps, { context, access: procedure.access, place }, work);
}

/** Runs as a system actor, bound by that actor's policies. */
export async function asSystem<T>(
  deps: Pick<UseCaseDeps, 'tx'>,
  system: SystemActor,
  requestId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return guarded(() => deps.tx.run({ userId: null, system, requestId }, null, (tx) => work(tx)));
}

/** One SQL function that enters the actor and authorises by itself. */
export async function inOneStatement<Row extends object>(
  deps: Pick<UseCaseDeps, 'tx'>,
  statement: Statement<Row>,
): Promise<Row[]> {
  return guarded(() => deps.tx.single(statement));
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw storageRefusal(thrown);
  }
}
