import type { ErrorBody, ErrorCode } from '@holdfast/contract/errors';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { TRPCClientError } from '@trpc/client';

/** Every way a call can fail: an error from the API, no answer, or a timeout. */
export type Failure =
  | { readonly kind: 'refused'; readonly body: ErrorBody }
  | { readonly kind: 'offline' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unknown' };

function isApiError(cause: unknown): cause is TRPCClientError<AppRouter> {
  return cause instanceof TRPCClientError;
}

function nameOf(cause: unknown): string {
  return cause instanceof Error || cause instanceof DOMException ? cause.name : '';
}

export function failureOf(cause: unknown): Failure {
  if (!isApiError(cause)) return { kind: 'unknown' };
  const body = cause.data?.error;
  if (body) return { kind: 'refused', body };
  const inner = nameOf(cause.cause);
  if (inner === 'TimeoutError') return { kind: 'timeout' };
  if (inner === 'TypeError' || !navigator.onLine) return { kind: 'offline' };
  return { kind: 'unknown' };
}

export function errorCodeOf(cause: unknown): ErrorCode | null {
  const failure = failureOf(cause);
  return failure.kind === 'refused' ? failure.body.code : null;
}

/** True for a refusal that the same request, unchanged, meets again. */
export function isFinal(cause: unknown): boolean {
  const failure = failureOf(cause);
  return failure.kind === 'refused' && !failure.body.retryable;
}

/** True where the same request, unchanged, may succeed later. */
export function mayRepeat(cause: unknown): boolean {
  const failure = failureOf(cause);
  return failure.kind === 'refused' ? failure.body.retryable : failure.kind !== 'unknown';
}
