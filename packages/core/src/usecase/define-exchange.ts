import type { RequestContext, SystemActor } from '@holdfast/contract/context';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import type { z } from 'zod';
import type { NotifyTopic } from '../ports/notifier.ts';
import { createSingleFlight } from '../single-flight.ts';
import { found, inTransaction, type Tx, type TxPlace, type UseCaseDeps } from '../usecase.ts';
import { defined } from './definition.ts';
import { type Audited, writeAudit } from './write-audit.ts';

/** The result of the external call: an answer to apply, or an output with nothing to apply. */
export type Called<Answer, Output> =
  | { readonly kind: 'apply'; readonly answer: Answer }
  | { readonly kind: 'output'; readonly output: Output };

export interface Applied<Output> {
  readonly output: Output;
  /** What the audit names; null when nothing changed. */
  readonly audited: Audited | null;
}

export interface ExchangeSpec<I extends z.ZodType, O extends z.ZodType, Intent, Answer, Output> {
  readonly procedure: Procedure<I, O, 'command'>;
  readonly place: (input: z.output<I>) => TxPlace;
  /** For anonymous commands: the system actor that both transactions run as. */
  readonly as?: SystemActor;
  readonly reasonOf?: (input: z.output<I>) => string;
  /** First transaction: load, check, write the intent. Undefined becomes NOT_FOUND. */
  readonly prepare: (tx: Tx, input: z.output<I>, context: RequestContext) => Promise<Intent | undefined>;
  /** Within a process, concurrent callers whose intents have the same key share one call, one `apply` and its output. */
  readonly shareBy?: (intent: Intent) => string;
  /** Between the transactions: the provider, the hasher, another pool. */
  readonly call: (
    intent: Intent,
    input: z.output<I>,
    context: RequestContext,
  ) => Promise<Called<Answer, Output>>;
  /** Second transaction: applies the answer. */
  readonly apply: (
    tx: Tx,
    intent: Intent,
    answer: Answer,
    context: RequestContext,
  ) => Promise<Applied<Output>>;
  /** Turns a failure of `call` or `apply` into an output; undefined rethrows it. */
  readonly recover?: (thrown: unknown) => Output | undefined;
  /** After the second commit. */
  readonly answer: (output: Output, context: RequestContext) => z.input<O>;
  readonly wakes?: readonly NotifyTopic[];
}

/** The second half of an exchange: call, then apply. */
async function carryOut<I extends z.ZodType, O extends z.ZodType, Intent, Answer, Output>(
  deps: Pick<UseCaseDeps, 'tx' | 'notify'>,
  spec: ExchangeSpec<I, O, Intent, Answer, Output>,
  context: RequestContext,
  input: z.output<I>,
  intent: Intent,
): Promise<Output> {
  const { procedure, as } = spec;
  const entry = { context, access: procedure.access, place: spec.place(input), as };
  const called = await spec.call(intent, input, context);
  if (called.kind === 'output') return called.output;
  const output = await inTransaction(deps, entry, async (tx) => {
    const applied = await spec.apply(tx, intent, called.answer, context);
    if (applied.audited) await writeAudit(tx, procedure, applied.audited, spec.reasonOf?.(input) ?? null);
    return applied.output;
  });
  for (const topic of spec.wakes ?? ['feed']) deps.notify(topic);
  return output;
}

/** A command that calls an external service between two transactions: the intent commits before the call. */
export function defineExchange<I extends z.ZodType, O extends z.ZodType, Intent, Answer, Output>(
  spec: ExchangeSpec<I, O, Intent, Answer, Output>,
): (deps: Pick<UseCaseDeps, 'tx' | 'notify'>) => UseCase<Procedure<I, O, 'command'>> {
  const { procedure, as } = spec;
  const share = createSingleFlight<Pick<UseCaseDeps, 'tx' | 'notify'>, Output>();
  return (deps) =>
    defined('exchange', procedure, async (context, input) => {
      const entry = { context, access: procedure.access, place: spec.place(input), as };
      const intent = await inTransaction(deps, entry, (tx) =>
        found(spec.prepare(tx, input, context), procedure.id),
      );
      const key = spec.shareBy?.(intent);
      const run = () => carryOut(deps, spec, context, input, intent);
      try {
        const output = await (key === undefined ? run() : share(deps, key, run));
        return spec.answer(output, context);
      } catch (thrown) {
        const output = spec.recover?.(thrown);
        if (output === undefined) throw thrown;
        return spec.answer(output, context);
      }
    });
}
