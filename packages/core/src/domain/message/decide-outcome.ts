import { messageState } from '@holdfast/contract/message/message.states';
import { maxMessageAttempts, retryAfterSeconds } from './back-off.ts';
import type { SendOutcome } from './send-outcome.ts';

export type Settlement =
  | { readonly kind: 'sent'; readonly externalId: string; readonly state: 'sent' | 'delivered' | 'read' }
  | {
      readonly kind: 'set_back';
      readonly state: 'retrying' | 'failed' | 'unknown';
      readonly error: string;
      readonly attempts: number;
      readonly retryAfterSeconds: number;
    };

const lookAgainSeconds = 60;

/**
 * What an outcome means for the row. `attempts` counts the tries before this one; `armed`: the click may have happened.
 * Only what certainly never left is tried again.
 */
export function decideOutcome(outcome: SendOutcome, attempts: number, armed: boolean): Settlement {
  if (outcome.kind === 'sent')
    return { kind: 'sent', externalId: outcome.proof.externalId, state: outcome.proof.tick };
  if (outcome.kind === 'not_clicked' && outcome.retryable && outcome.retryAfterMs !== undefined) {
    // Told to wait: that was no try, and a busy day must not use up the tries of a message.
    const seconds = Math.ceil(outcome.retryAfterMs / 1000);
    return {
      kind: 'set_back',
      state: messageState.retrying,
      error: outcome.reason,
      attempts,
      retryAfterSeconds: seconds,
    };
  }
  const tried = attempts + 1;
  const setBack = (state: 'retrying' | 'failed' | 'unknown', seconds: number): Settlement => ({
    kind: 'set_back',
    state,
    error: outcome.reason,
    attempts: tried,
    retryAfterSeconds: seconds,
  });
  if (outcome.kind === 'failed_visible') return setBack('failed', 0);
  if (outcome.kind === 'unknown')
    return armed ? setBack('unknown', lookAgainSeconds) : setBack('retrying', retryAfterSeconds(tried));
  if (!outcome.retryable || tried >= maxMessageAttempts) return setBack('failed', 0);
  return setBack('retrying', retryAfterSeconds(tried));
}
