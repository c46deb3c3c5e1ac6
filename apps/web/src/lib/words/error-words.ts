import i18next from 'i18next';
import { type Failure, failureOf } from '../api/api-error.ts';

export interface ErrorWords {
  /** What went wrong, what was not done, what to do now. */
  readonly sentence: string;
  /** Short form of the request id, to read out on the phone. */
  readonly reference: string | null;
}

function sentenceOf(failure: Failure): string {
  if (failure.kind !== 'refused') return i18next.t(`product:error.${failure.kind}`);
  const { code, retryAfterSeconds } = failure.body;
  if (code === 'RATE_LIMITED' && retryAfterSeconds !== undefined) {
    return i18next.t('product:error.rateLimitedFor', { count: retryAfterSeconds });
  }
  // A code newer than this page: the server's own sentence is better than none.
  return i18next.exists(`product:error.${code}`) ? i18next.t(`product:error.${code}`) : failure.body.message;
}

export function shortReference(requestId: string): string {
  return requestId.replaceAll('-', '').slice(-8).toUpperCase();
}

/** A failure in the reader's language. Never a raw code alone. */
export function errorWords(cause: unknown): ErrorWords {
  const failure = failureOf(cause);
  return {
    sentence: sentenceOf(failure),
    reference: failure.kind === 'refused' ? shortReference(failure.body.requestId) : null,
  };
}
