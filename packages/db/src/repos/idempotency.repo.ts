import type { Tx } from '../tenant-tx.ts';

export interface KeyClaim {
  readonly clinicId: string;
  readonly userId: string;
  readonly procedure: string;
  readonly key: string;
  readonly hash: Buffer;
  readonly subjectId: string;
}

/** What the first call with this key asked for, and the row it made. */
export interface EarlierCall {
  readonly hash: Buffer;
  readonly subjectId: string;
}

/**
 * Claims a key for this transaction; null when it is new. A concurrent call with the same key waits here for the first
 * one's commit; a rolled back transaction frees the key.
 */
export async function claimKey(tx: Tx, claim: KeyClaim): Promise<EarlierCall | null> {
  const claimed = await tx
    .insertInto('idempotency_keys')
    .values({
      clinic_id: claim.clinicId,
      user_id: claim.userId,
      procedure: claim.procedure,
      key: claim.key,
      request_hash: claim.hash,
      subject_id: claim.subjectId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('subject_id')
    .executeTakeFirst();
  if (claimed) return null;
  return tx
    .selectFrom('idempotency_keys')
    .select(['request_hash as hash', 'subject_id as subjectId'])
    .where('clinic_id', '=', claim.clinicId)
    .where('user_id', '=', claim.userId)
    .where('procedure', '=', claim.procedure)
    .where('key', '=', claim.key)
    .executeTakeFirstOrThrow();
}
