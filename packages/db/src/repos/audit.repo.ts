import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

/** Stands for "no clinic": commands of an account or of the platform itself. */
export const platformClinicId = '00000000-0000-0000-0000-000000000000';

export interface AuditEntry {
  /** Null where the command belongs to no clinic. */
  readonly clinicId: string | null;
  readonly action: string;
  readonly subjectId: string;
  readonly reason: string | null;
}

/** One row of the audit; actor and request are those of the transaction, which only `enter_actor` sets. */
export async function insertAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      clinic_id: entry.clinicId ?? platformClinicId,
      actor: sql<string>`actor_name()`,
      action: entry.action,
      subject_id: entry.subjectId,
      request_id: sql<string | null>`nullif(current_setting('app.request_id', true), '')`,
      reason: entry.reason,
    })
    .execute();
}

/** The reason that the triggers of this transaction write into the history. */
export async function setReason(tx: Tx, reason: string): Promise<void> {
  await sql`select set_config('app.reason', ${reason}, true)`.execute(tx);
}
