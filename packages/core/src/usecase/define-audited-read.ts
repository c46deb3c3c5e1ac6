import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import type { z } from 'zod';
import { found, inTransaction, type Tx, type TxPlace, type UseCaseDeps } from '../usecase.ts';
import { defined } from './definition.ts';
import { writeAudit } from './write-audit.ts';

export interface AuditedReadSpec<I extends z.ZodType, O extends z.ZodType, Row> {
  readonly procedure: Procedure<I, O, 'command'>;
  readonly place: (input: z.output<I>) => TxPlace;
  /** Undefined becomes NOT_FOUND. */
  readonly read: (tx: Tx, input: z.output<I>) => Promise<Row | undefined>;
  /** The subject of the audit row. */
  readonly subjectOf: (row: Row) => string;
  readonly answer: (row: Row) => z.input<O>;
}

/** A read that must be audited and changes nothing else. A command for clients, so that no cache repeats it. */
export function defineAuditedRead<I extends z.ZodType, O extends z.ZodType, Row>(
  spec: AuditedReadSpec<I, O, Row>,
): (deps: Pick<UseCaseDeps, 'tx'>) => UseCase<Procedure<I, O, 'command'>> {
  const { procedure } = spec;
  return (deps) =>
    defined('audited-read', procedure, async (context, input) => {
      const entry = { context, access: procedure.access, place: spec.place(input) };
      return inTransaction(deps, entry, async (tx, { clinicId }) => {
        const row = await found(spec.read(tx, input), procedure.id);
        await writeAudit(tx, procedure, { clinicId, subjectId: spec.subjectOf(row) });
        return spec.answer(row);
      });
    });
}
