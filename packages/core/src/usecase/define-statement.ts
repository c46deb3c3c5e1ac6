import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import type { Statement } from '@holdfast/db/tenant-tx';
import type { z } from 'zod';
import type { NotifyTopic } from '../ports/notifier.ts';
import { inOneStatement, type UseCaseDeps } from '../usecase.ts';
import { defined } from './definition.ts';

export interface StatementSpec<I extends z.ZodType, O extends z.ZodType, Row extends object> {
  readonly procedure: Procedure<I, O, 'command'>;
  /** The SQL function: it enters the actor, authorises, claims the key, writes and audits by itself. */
  readonly statement: (context: RequestContext, input: z.output<I>) => Statement<Row>;
  /** Enriches a rejection before the caller sees it; the transaction has ended. */
  readonly refused?: (context: RequestContext, input: z.output<I>, refusal: AppError) => Promise<AppError>;
  readonly answer: (row: Row) => z.input<O>;
  readonly wakes?: readonly NotifyTopic[];
}

/** A hot verb: every step of a command in one SQL function and one round trip (ADR 0002). */
export function defineStatement<I extends z.ZodType, O extends z.ZodType, Row extends object>(
  spec: StatementSpec<I, O, Row>,
): (deps: Pick<UseCaseDeps, 'tx' | 'notify'>) => UseCase<Procedure<I, O, 'command'>> {
  const { procedure, refused } = spec;
  return (deps) =>
    defined('statement', procedure, async (context, input) => {
      const rows = await inOneStatement(deps, spec.statement(context, input)).catch(
        async (thrown: unknown) => {
          throw thrown instanceof AppError && refused ? await refused(context, input, thrown) : thrown;
        },
      );
      const row = rows[0];
      if (!row) throw new AppError('NOT_FOUND', { internal: `${procedure.id}: the row is not visible` });
      for (const topic of spec.wakes ?? ['feed']) deps.notify(topic);
      return spec.answer(row);
    });
}
