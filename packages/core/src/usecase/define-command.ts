import type { RequestContext, SystemActor } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import { takesExpectedVersion } from '@holdfast/contract/expected-version';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import { setReason } from '@holdfast/db/repos/audit.repo';
import type { z } from 'zod';
import { type Decision, type Refusal, refusalError } from '../decision.ts';
import type { NotifyTopic } from '../ports/notifier.ts';
import {
  type BillPlace,
  type Entry,
  found,
  inTransaction,
  type Step,
  type Tx,
  type TxPlace,
  type UseCaseDeps,
  userOf,
} from '../usecase.ts';
import { defined } from './definition.ts';
import { refuseStaleEdit } from './expected-version.ts';
import { earlierSubject, requestHash } from './idempotency.ts';
import { type Audited, writeAudit } from './write-audit.ts';

export interface CommandSpec<I extends z.ZodType, O extends z.ZodType, Row, Effect, Trace, Written> {
  readonly procedure: Procedure<I, O, 'command'>;
  /** The clinic, named or found through a subject; null for a command of an account or of the platform. */
  readonly place: (input: z.output<I>) => TxPlace;
  /** For anonymous commands: the system actor they run as. */
  readonly as?: SystemActor;
  /** The row this command is about; omitted where the command creates one. */
  readonly subjectOf?: (input: z.output<I>) => string;
  /** The rows the decision needs, inside the tenant; undefined becomes NOT_FOUND. */
  readonly load: (step: Step<z.output<I>>) => Promise<Row | undefined>;
  /** Pure. */
  readonly decide: (row: Row, step: Step<z.output<I>>) => Decision<Effect, Trace>;
  /** The write, conditional on the old state; false when another transaction won. */
  readonly write: (step: Step<z.output<I>>, row: Row, effect: Effect) => Promise<Written | false>;
  /** Writes what a rejection must store; it commits, then the caller gets the rejection. */
  readonly keep?: (step: Step<z.output<I>>, row: Row, trace: Trace) => Promise<void>;
  /** Where the input may name an `expectedVersion`: the version of what was loaded. */
  readonly versionOf?: (row: Row) => number;
  readonly reasonOf?: (input: z.output<I>) => string;
  /** Default: the clinic of the place and the command's subject. */
  readonly auditedAs?: (row: Row, written: Written) => Audited;
  /** Renders the current state of the subject; also the result of a repeated command. */
  readonly render?: (tx: Tx, subjectId: string) => Promise<z.input<O> | undefined>;
  /** Instead of `render`, after the commit, for results that cannot be read again. Null when nothing was written. */
  readonly answer?: (written: Written | null, context: RequestContext) => z.input<O>;
  /**
   * The bill that the change is about: reviewed right after the commit, so that the answer tells what became of its money. A
   * review that fails is repeated by the worker: the commit has queued it.
   */
  readonly reviews?: (row: Row) => BillPlace;
  /** After the commit of a rejection. */
  readonly refused?: (context: RequestContext) => void;
  readonly wakes?: readonly NotifyTopic[];
}

type Done<Out, Written> =
  | {
      readonly kind: 'done';
      readonly output: Out | undefined;
      readonly written: Written | null;
      readonly bill?: BillPlace | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal<unknown> };

type Progress<Row, Written> =
  | { readonly kind: 'written'; readonly row: Row; readonly written: Written }
  | { readonly kind: 'already' }
  | { readonly kind: 'refused'; readonly refusal: Refusal<unknown> };

/** Decides and writes; when the conditional write finds the row changed, it loads and decides once more. */
async function decideAndWrite<I extends z.ZodType, O extends z.ZodType, Row, Effect, Trace, Written>(
  spec: CommandSpec<I, O, Row, Effect, Trace, Written>,
  step: Step<z.output<I>>,
): Promise<Progress<Row, Written>> {
  for (let tries = 1; tries <= 2; tries += 1) {
    const row = await found(spec.load(step), spec.procedure.id);
    if (spec.versionOf) refuseStaleEdit(step.input, spec.versionOf(row));
    const decision = spec.decide(row, step);
    if (decision.kind === 'already') return decision;
    if (decision.kind === 'refuse') {
      if (decision.trace === undefined) throw refusalError(decision);
      await spec.keep?.(step, row, decision.trace);
      return { kind: 'refused', refusal: decision };
    }
    const written = await spec.write(step, row, decision.effect);
    if (written !== false) return { kind: 'written', row, written };
  }
  throw new AppError('STATE_CONFLICT', { internal: 'changed twice in between' });
}

/** The subject of an earlier call with the same key; null for the first call or without a key. */
async function earlierCall(
  procedure: Pick<Procedure<z.ZodType, z.ZodType, 'command'>, 'id' | 'idempotent'>,
  { tx, live, userId, input, subjectId, context }: Step<unknown>,
): Promise<string | null> {
  const key = context.idempotencyKey;
  if (key === null || !procedure.idempotent || live.clinicId === null || userId === null) return null;
  const hash = requestHash(input);
  return earlierSubject(tx, {
    clinicId: live.clinicId,
    userId,
    procedure: procedure.id,
    key,
    hash,
    subjectId,
  });
}

/** A command over rows: the steps of every use-case in their order; the verb brings load, decide and write. */
export function defineCommand<
  I extends z.ZodType,
  O extends z.ZodType,
  Row,
  Effect,
  Trace = never,
  Written = true,
>(
  spec: CommandSpec<I, O, Row, Effect, Trace, Written>,
): (deps: UseCaseDeps) => UseCase<Procedure<I, O, 'command'>> {
  const { procedure } = spec;
  if (takesExpectedVersion(procedure.input) !== (spec.versionOf !== undefined))
    throw new Error(`${procedure.id}: "expectedVersion" in the input and "versionOf" belong together`);

  async function rendered(tx: Tx, subjectId: string): Promise<z.input<O> | undefined> {
    return spec.render && found(spec.render(tx, subjectId), procedure.id);
  }

  async function inside(step: Step<z.output<I>>): Promise<Done<z.input<O>, Written>> {
    const { tx, live, input, subjectId } = step;
    const earlier = await earlierCall(procedure, step);
    if (earlier !== null) return { kind: 'done', output: await rendered(tx, earlier), written: null };
    const reason = spec.reasonOf?.(input) ?? null;
    if (reason !== null) await setReason(tx, reason);
    const progress = await decideAndWrite(spec, step);
    if (progress.kind === 'refused') return progress;
    if (progress.kind === 'already')
      return { kind: 'done', output: await rendered(tx, subjectId), written: null };
    const { row, written } = progress;
    const audited = spec.auditedAs?.(row, written) ?? { clinicId: live.clinicId, subjectId };
    await writeAudit(tx, procedure, audited, reason);
    return { kind: 'done', output: await rendered(tx, subjectId), written, bill: spec.reviews?.(row) };
  }

  /** The output as it is after the review of the bill; as it was before where the review has to wait. */
  async function reviewed(
    deps: UseCaseDeps,
    entry: Entry,
    bill: BillPlace,
    subjectId: string,
  ): Promise<z.input<O> | undefined> {
    try {
      await deps.reviewBill(bill, entry.context.requestId);
      return await inTransaction(deps, { ...entry, isReadOnly: true }, (tx) => rendered(tx, subjectId));
    } catch {
      // The change is committed and its review queued: the worker repeats it, and reports what is wrong with it.
      return undefined;
    }
  }

  return (deps) =>
    defined('command', procedure, async (context, input) => {
      const place = spec.place(input);
      const subjectId = spec.subjectOf?.(input) ?? deps.ids.next();
      const entry = { context, access: procedure.access, place, as: spec.as };
      const userId = userOf(context);
      const done = await inTransaction(deps, entry, (tx, live) => {
        if (place !== null && live.clinicId === null) throw new AppError('NOT_FOUND', { internal: 'place' });
        return inside({ tx, live, userId, input, context, subjectId });
      });
      for (const topic of spec.wakes ?? ['feed']) deps.notify(topic);
      if (done.kind === 'refused') {
        spec.refused?.(context);
        throw refusalError(done.refusal);
      }
      if (spec.answer) return spec.answer(done.written, context);
      const after = done.bill && (await reviewed(deps, entry, done.bill, subjectId));
      return found(Promise.resolve(after ?? done.output), procedure.id);
    });
}
