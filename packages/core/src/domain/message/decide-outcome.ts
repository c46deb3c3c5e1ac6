import { messageState } from '@holdfast/contract/message/message.states';
import { maxMessageTries, retryAfterSeconds } from './back-off.ts';
import type { SendOutcome } from './send-outcome.ts';

export type Settlement =
  | { readonly kind: 'sent'; readonly externalId: string; readonly state: 'sent' | 'delivered' | 'read' }
  | {
      readonly kind: 'unproven';
      readonly state: 'retrying' | 'failed' | 'unknown';
      readonly error: string;
      readonly tries: number;
      readonly retryAfterSeconds: number;
    };

const recheckSeconds = 60;

/**
 * The row's new state after an outcome. `tries` counts the tries before this one; `armed`: the click may have
 * happened. Only what was certainly never sent is retried.
 */
export function decideOutcome(outcome: SendOutcome, tries: number, armed: boolean): Settlement {
  if (outcome.kind === 'sent')
    return { kind: 'sent', externalId: outcome.proof.externalId, state: outcome.proof.tick };
  if (outcome.kind === 'not_clicked' && outcome.retryable && outcome.retryAfterMs !== undefined) {
    // Being asked to wait is not a try: a busy day must not use up the tries of a message.
    const seconds = Math.ceil(outcome.retryAfterMs / 1000);
    return {
      kind: 'unproven',
      state: messageState.retrying,
      error: outcome.reason,
      tries,
      retryAfterSeconds: seconds,
    };
  }
  const tried = tries + 1;
  const unproven = (state: 'retrying' | 'failed' | 'unknown', seconds: number): Settlement => ({
    kind: 'unproven',
    state,
    error: outcome.reason,
    tries: tried,
    retryAfterSeconds: seconds,
  });
  if (outcome.kind === 'failed_visible') return unproven('failed', 0);
  if (outcome.kind === 'unknown')
    return armed ? unproven('unknown', recheckSeconds) : unproven('retrying', retryAfterSeconds(tried));
  if (!outcome.retryable || tried >= maxMessageTries) return unproven('failed', 0);
  return unproven('retrying', retryAfterSeconds(tried));
}
