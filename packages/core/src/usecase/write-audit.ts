import type { Procedure } from '@holdfast/contract/procedure';
import { insertAudit } from '@holdfast/db/repos/audit.repo';
import type { z } from 'zod';
import type { Tx } from '../usecase.ts';

/** What an audit row is about; null for a command of an account or of the platform. */
export interface Audited {
  readonly clinicId: string | null;
  readonly subjectId: string;
}

/** Writes the row in the transaction of the change, unless the procedure declares that it leaves none. */
export async function writeAudit(
  tx: Tx,
  procedure: Pick<Procedure<z.ZodType, z.ZodType, 'command'>, 'id' | 'terms'>,
  { clinicId, subjectId }: Audited,
  reason: string | null = null,
): Promise<void> {
  if (procedure.terms.audit !== 'row') return;
  await insertAudit(tx, { clinicId, subjectId, action: procedure.id, reason });
}
