/**
 * What a failed call to a payment provider means for us. The kind answers one question: may the effect have happened?
 * - rejected: nothing was done; `refusal` says whether the same call can ever succeed
 * - rate_limited: nothing was done; the same call may succeed later
 * - unavailable: a read got no usable response; nothing can have changed
 * - unknown: the effect may have happened; check before repeating
 */
export type ProviderErrorKind = 'rejected' | 'unknown' | 'rate_limited' | 'unavailable';

/**
 * Whether a refused call can succeed later: `forever` is not asked again but takes another way, `for_now` is tried again.
 * What is not known to be for ever is for now.
 */
export type RefusalClass = 'forever' | 'for_now';

export interface ProviderErrorDetails {
  operation: string;
  statusCode: number | null;
  code: string | null;
  reason: string | null;
  /** only of a call of which nothing was done; by default for now */
  refusal?: RefusalClass;
  cause?: unknown;
}

const nothingWasDone: ReadonlySet<ProviderErrorKind> = new Set(['rejected', 'rate_limited']);

export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly operation: string;
  readonly statusCode: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** null while it is not known whether the call was carried out, and of reads without an answer */
  readonly refusal: RefusalClass | null;

  constructor(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.operation = details.operation;
    this.statusCode = details.statusCode;
    this.code = details.code;
    this.reason = details.reason;
    this.refusal = nothingWasDone.has(kind) ? (details.refusal ?? 'for_now') : null;
  }
}
