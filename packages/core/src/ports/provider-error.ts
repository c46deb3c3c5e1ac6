/**
 * What a failed call to a payment provider means for us. The kind answers one question: may the effect have happened?
 * - rejected: nothing was done, and the same call will be rejected again
 * - rate_limited: nothing was done; the same call may succeed later
 * - unavailable: a read got no usable response; nothing can have changed
 * - unknown: the effect may have happened; check before repeating
 */
export type ProviderErrorKind = 'rejected' | 'unknown' | 'rate_limited' | 'unavailable';

export interface ProviderErrorDetails {
  operation: string;
  statusCode: number | null;
  code: string | null;
  reason: string | null;
  cause?: unknown;
}

export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly operation: string;
  readonly statusCode: number | null;
  readonly code: string | null;
  readonly reason: string | null;

  constructor(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.operation = details.operation;
    this.statusCode = details.statusCode;
    this.code = details.code;
    this.reason = details.reason;
  }
}
