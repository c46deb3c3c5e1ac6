import type { Access } from '@holdfast/contract/auth/access';
import type { RequestContext, SystemActor } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import { insertAudit, setReason } from '@holdfast/db/repos/audit.repo';
import type { LiveActor, Statement, TenantTx, Tx, TxActor, TxPlace } from '@holdfast/db/tenant-tx';
import type { z } from 'zod';
import { type Decision, refusalError } from './decision.ts';
import type { Ids } from './ports/ids.ts';
import type { NudgeTopic } from './ports/nudge.ts';
import { authorise } from './usecase/authorise.ts';
import { earlierSubject, requestHash } from './usecase/idempotency.ts';
import { storageRefusal } from './usecase/storage-refusal.ts';

export type { LiveActor, TenantTx, Tx, TxPlace } from '@holdfast/db/tenant-tx';

/** What every use-case stands on; a verb that needs more names it in its own dependencies. */
export interface UseCaseDeps {
  readonly tx: TenantTx;
  readonly ids: Ids;
  /** Wakes whoever waits for the change; called after the commit, never inside. */
  readonly nudge: (topic: NudgeTopic) => void;
}

export interface Step<Input> {
  readonly tx: Tx;
  readonly live: LiveActor;
  /** Set for every clinic procedure. */
  readonly clinicId: string;
  readonly userId: string | null;
  readonly input: Input;
  readonly requestId: string;
  /** Id of the row this command makes or changes. */
  readonly subjectId: string;
}

export interface CommandSpec<I extends z.ZodType, O extends z.ZodType, Row, Effect> {
  readonly procedure: Procedure<I, O, 'command'>;
  readonly place: (input: z.output<I>) => TxPlace;
  /** The row this command is about; left out where the command makes a new one. */
  readonly subjectOf?: (input: z.output<I>) => string;
  /** The rows the decision needs, inside the tenant; undefined becomes NOT_FOUND. */
  readonly load: (step: Step<z.output<I>>) => Promise<Row | undefined>;
  /** Pure. */
  readonly decide: (row: Row, step: Step<z.output<I>>) => Decision<Effect>;
  /** The write, conditional on the old state; false when somebody else was faster. */
  readonly write: (step: Step<z.output<I>>, row: Row, effect: Effect) => Promise<boolean>;
  readonly reasonOf?: (input: z.output<I>) => string;
  /** Renders the present state of the subject; also the answer to a repeated command. */
  readonly render?: (tx: Tx, subjectId: string) => Promise<z.input<O> | undefined>;
  /** For commands without a subject to read again: the answer from the loaded row. */
  readonly answer?: (row: Row) => z.input<O>;
  /** Whom the audit names where the command changes no row of its own. */
  readonly auditedId?: (row: Row) => string;
  readonly wakes?: readonly NudgeTopic[];
}

export function actorOf(context: RequestContext): TxActor {
  const { actor, requestId } = context;
  return {
    userId: actor.kind === 'user' ? actor.userId : null,
    system: actor.kind === 'system' ? actor.name : null,
    requestId,
  };
}

async function found<T>(value: Promise<T | undefined>, what: string): Promise<T> {
  const row = await value;
  if (row === undefined) throw new AppError('NOT_FOUND', { internal: what });
  return row;
}

/** Decides and writes; when the conditional write finds the row changed, looks once more. */
async function decideAndWrite<I extends z.ZodType, O extends z.ZodType, Row, Effect>(
  spec: CommandSpec<I, O, Row, Effect>,
  step: Step<z.output<I>>,
): Promise<{ row: Row; isWritten: boolean }> {
  for (let looks = 1; looks <= 2; looks += 1) {
    const row = await found(spec.load(step), spec.procedure.id);
    const decision = spec.decide(row, step);
    if (decision.kind === 'refuse') throw refusalError(decision);
    if (decision.kind === 'already') return { row, isWritten: false };
    if (await spec.write(step, row, decision.effect)) return { row, isWritten: true };
  }
  throw new AppError('STATE_CONFLICT', { internal: 'changed twice while we looked' });
}

/** A command of a person: the steps of DESIGN §4, in their order; the verb brings load, decide and write. */
export function defineCommand<I extends z.ZodType, O extends z.ZodType, Row, Effect>(
  spec: CommandSpec<I, O, Row, Effect>,
): (deps: UseCaseDeps) => UseCase<Procedure<I, O, 'command'>> {
  const { procedure } = spec;
  const rendered = async (tx: Tx, subjectId: string) => spec.render?.(tx, subjectId);

  async function inside(
    context: RequestContext,
    deps: UseCaseDeps,
    input: z.output<I>,
    tx: Tx,
    live: LiveActor,
  ) {
    authorise(procedure.access, live, spec.place(input));
    if (context.actor.kind !== 'user' || live.clinicId === null) throw new AppError('NOT_FOUND');
    const { userId } = context.actor;
    const subjectId = spec.subjectOf?.(input) ?? deps.ids.next();
    const step = {
      tx,
      live,
      clinicId: live.clinicId,
      userId,
      input,
      requestId: context.requestId,
      subjectId,
    };
    if (context.idempotencyKey !== null && procedure.idempotent) {
      const claim = { clinicId: live.clinicId, userId, procedure: procedure.id, key: context.idempotencyKey };
      const earlier = await earlierSubject(tx, { ...claim, hash: requestHash(input), subjectId });
      if (earlier !== null) return found(rendered(tx, earlier), 'subject of a key');
    }
    const reason = spec.reasonOf?.(input) ?? null;
    if (reason !== null) await setReason(tx, reason);
    const { row, isWritten } = await decideAndWrite(spec, step);
    if (isWritten) {
      const auditedId = spec.auditedId?.(row) ?? subjectId;
      await insertAudit(tx, { clinicId: live.clinicId, action: procedure.id, subjectId: auditedId, reason });
    }
    return spec.answer ? spec.answer(row) : found(rendered(tx, subjectId), procedure.id);
  }

  return (deps) =>
    (async (context: RequestContext, input: z.output<I>) => {
      const output = await guarded(() =>
        deps.tx.run(actorOf(context), spec.place(input), (tx, live) =>
          inside(context, deps, input, tx, live),
        ),
      );
      for (const topic of spec.wakes ?? ['feed']) deps.nudge(topic);
      return output;
    }) as UseCase<Procedure<I, O, 'command'>>;
}

export interface QuerySpec<I extends z.ZodType, O extends z.ZodType> {
  readonly procedure: Procedure<I, O, 'query'>;
  readonly place: (input: z.output<I>) => TxPlace;
  readonly read: (
    tx: Tx,
    input: z.output<I>,
    live: LiveActor,
    context: RequestContext,
  ) => Promise<z.input<O> | undefined>;
}

/** A read: authorise, then look. */
export function defineQuery<I extends z.ZodType, O extends z.ZodType>(
  spec: QuerySpec<I, O>,
): (deps: Pick<UseCaseDeps, 'tx'>) => UseCase<Procedure<I, O, 'query'>> {
  return (deps) =>
    (async (context: RequestContext, input: z.output<I>) =>
      guarded(() =>
        deps.tx.run(actorOf(context), spec.place(input), async (tx, live) => {
          authorise(spec.procedure.access, live, spec.place(input));
          return found(spec.read(tx, input, live, context), spec.procedure.id);
        }),
      )) as UseCase<Procedure<I, O, 'query'>>;
}

/** Runs one piece of a longer command as the caller, authorised; for verbs that call the outside in between. */
export async function asCaller<T>(
  deps: Pick<UseCaseDeps, 'tx'>,
  context: RequestContext,
  procedure: { readonly access: Access },
  place: TxPlace,
  work: (tx: Tx, live: LiveActor) => Promise<T>,
): Promise<T> {
  return guarded(() =>
    deps.tx.run(actorOf(context), place, async (tx, live) => {
      authorise(procedure.access, live, place);
      return work(tx, live);
    }),
  );
}

/** Runs as the system itself, past no policy but the system's own. */
export async function asSystem<T>(
  deps: Pick<UseCaseDeps, 'tx'>,
  system: SystemActor,
  requestId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return guarded(() => deps.tx.run({ userId: null, system, requestId }, null, (tx) => work(tx)));
}

/** One hot verb: a single SQL function that does all steps itself (ADR 0002). */
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
