import type { RequestContext } from '@holdfast/contract/context';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import type { z } from 'zod';
import { found, inTransaction, type LiveActor, type Tx, type TxPlace, type UseCaseDeps } from '../usecase.ts';
import { defined } from './definition.ts';

export interface QuerySpec<I extends z.ZodType, O extends z.ZodType> {
  readonly procedure: Procedure<I, O, 'query'>;
  readonly place: (input: z.output<I>) => TxPlace;
  /** Undefined becomes NOT_FOUND. */
  readonly read: (
    tx: Tx,
    input: z.output<I>,
    live: LiveActor,
    context: RequestContext,
  ) => Promise<z.input<O> | undefined>;
}

/** A read: authorise, then read. */
export function defineQuery<I extends z.ZodType, O extends z.ZodType>(
  spec: QuerySpec<I, O>,
): (deps: Pick<UseCaseDeps, 'tx'>) => UseCase<Procedure<I, O, 'query'>> {
  const { procedure } = spec;
  return (deps) =>
    defined('query', procedure, async (context, input) => {
      const entry = { context, access: procedure.access, place: spec.place(input), isReadOnly: true };
      return inTransaction(deps, entry, (tx, live) =>
        found(spec.read(tx, input, live, context), procedure.id),
      );
    });
}
