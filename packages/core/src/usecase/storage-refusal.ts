import { AppError, type ErrorCode, errorCatalog } from '@holdfast/contract/errors';
import { toStorageError } from '@holdfast/db/pg-errors';

const busyKinds: ReadonlySet<string> = new Set([
  'pool_exhausted',
  'connection',
  'lock_timeout',
  'statement_timeout',
  'deadlock',
  'serialization',
  'outdated_plan',
]);

function isErrorCode(text: string | undefined): text is ErrorCode {
  return text !== undefined && text in errorCatalog;
}

/** A storage failure as the error it means for callers, or the thrown value itself. */
export function storageRefusal(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const storage = toStorageError(thrown);
  if (!storage) return thrown;
  if (storage.kind === 'rule' && isErrorCode(storage.rule)) {
    const internal = storage.cause instanceof Error ? storage.cause.message : storage.message;
    return new AppError(storage.rule, { internal, cause: storage });
  }
  if (busyKinds.has(storage.kind)) {
    return new AppError('OVERLOADED', {
      internal: storage.kind,
      details: { retryAfterSeconds: 1 },
      cause: storage,
    });
  }
  return storage;
}
