import { AppError } from '@holdfast/contract/errors';
import { StorageError } from '@holdfast/db/pg-errors';

/** What an operator reads about a fact that could not be written: a code, never a value of a row. */
export function reasonOfFailure(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.internal ?? thrown.code;
  if (thrown instanceof StorageError) return `error ${thrown.sqlState ?? thrown.kind}`;
  return thrown instanceof Error ? `error ${thrown.name}` : 'error';
}
