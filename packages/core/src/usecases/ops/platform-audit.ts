import type { Tx, UseCaseDeps } from '../../usecase.ts';

type TxActor = Parameters<UseCaseDeps['tx']['run']>[0];

/** Stands for "no clinic" in the audit of the platform itself. */
export const platformClinicId = '00000000-0000-0000-0000-000000000000';

export interface AuditEntry {
  readonly clinicId: string | null;
  readonly action: string;
  readonly subjectId: string;
  readonly reason: string;
}

/** Audit of an operator's command, which belongs to a clinic only where its subject does. */
export async function platformAudit(tx: Tx, actor: TxActor, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      clinic_id: entry.clinicId ?? platformClinicId,
      actor: `user:${actor.userId}`,
      action: entry.action,
      subject_id: entry.subjectId,
      request_id: actor.requestId,
      reason: entry.reason,
    })
    .execute();
}
