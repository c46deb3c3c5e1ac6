import type { SlotAlternative } from '@holdfast/contract/errors';
import { failureOf } from '../../lib/api/api-error.ts';

/** Free times that the server offers in place of a taken one; null when the command failed for another reason. */
export function alternativesOf(error: unknown): readonly SlotAlternative[] | null {
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return null;
  const { code, alternatives } = failure.body;
  return code === 'SLOT_TAKEN' || code === 'SLOT_NOT_OFFERED' ? (alternatives ?? []) : null;
}
