import { createHash } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import type { Tx } from '@holdfast/db/tenant-tx';

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]),
  );
}

/** SHA-256 of the input with its keys in order: the same wish gives the same hash. */
export function requestHash(input: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest();
}

export interface KeyClaim {
  readonly clinicId: string;
  readonly userId: string;
  readonly procedure: string;
  readonly key: string;
  readonly hash: Buffer;
  readonly subjectId: string;
}

/**
 * Claims a key for this transaction. Null: it is ours. Else the subject that the first call made.
 * A concurrent twin waits here for the first one's commit; a refusal rolls the claim back and frees the key.
 */
export async function claimKey(tx: Tx, claim: KeyClaim): Promise<string | null> {
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
  const known = await tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'subject_id'])
    .where('clinic_id', '=', claim.clinicId)
    .where('user_id', '=', claim.userId)
    .where('procedure', '=', claim.procedure)
    .where('key', '=', claim.key)
    .executeTakeFirstOrThrow();
  if (!claim.hash.equals(known.request_hash)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  return known.subject_id;
}
