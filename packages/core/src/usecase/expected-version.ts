import { AppError } from '@holdfast/contract/errors';
import { expectedVersionOf } from '@holdfast/contract/expected-version';

/** Rejects an edit based on an older version than the current one. Errors: EDIT_CONFLICT with both versions. */
export function refuseStaleEdit(input: unknown, current: number): void {
  const expected = expectedVersionOf(input);
  if (expected === undefined || expected === current) return;
  throw new AppError('EDIT_CONFLICT', {
    internal: `expected version ${expected}, is ${current}`,
    details: { versions: { expected, current } },
  });
}
