import { createHash } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import { claimKey, type KeyClaim } from '@holdfast/db/repos/idempotency.repo';
import type { Tx } from '@holdfast/db/tenant-tx';
import { canonicalJson } from '../domain/canonical-json.ts';

/** SHA-256 of the input with its keys in order: the same input gives the same hash. */
export function requestHash(input: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(input)).digest();
}

/** The subject that the first call with this key created; null for the first call. Errors: IDEMPOTENCY_KEY_REUSED. */
export async function earlierSubject(tx: Tx, claim: KeyClaim): Promise<string | null> {
  const earlier = await claimKey(tx, claim);
  if (earlier === null) return null;
  if (!claim.hash.equals(earlier.hash)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  return earlier.subjectId;
}
