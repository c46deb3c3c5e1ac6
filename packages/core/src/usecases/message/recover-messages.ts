import {
  type LeasedMessage,
  leaseMessage,
  markSent,
  returnLease,
  setBack,
  unresolvedMessages,
} from '@holdfast/db/repos/messages.repo';
import { asSystem } from '../../usecase.ts';
import type { MessageDeps } from './message-deps.ts';
import { textOf } from './send-message.ts';

const batch = 10;
const requestId = 'recover-messages';
const lookAgainSeconds = 60;

/** Looks for the message where it would have gone. Found is sent; not found proves nothing and waits for a human. */
async function resolve(deps: MessageDeps, message: LeasedMessage): Promise<void> {
  const outgoing = {
    messageId: message.id,
    phoneE164: message.recipientPhone,
    text: textOf(message, deps.otpSecret),
  };
  const outcome = await deps.sender.lookUp(outgoing, message.armedAt ?? new Date(0));
  await asSystem(deps, 'system:messages', requestId, async (tx) => {
    if (outcome.kind === 'sent') return markSent(tx, message, outcome.proof.externalId, outcome.proof.tick);
    if (outcome.kind === 'not_clicked') {
      // Positive proof that the click never happened: the one case in which the machine may try again.
      const retry = {
        state: 'retrying',
        error: outcome.reason,
        attempts: message.attempts,
        retryAfterSeconds: 0,
      } as const;
      return setBack(tx, message, retry);
    }
    const state = outcome.kind === 'failed_visible' ? 'failed' : 'unknown';
    const seconds = lookAgainSeconds * 2 ** Math.min(message.attempts, 6);
    return setBack(tx, message, {
      state,
      error: outcome.reason,
      attempts: message.attempts + 1,
      retryAfterSeconds: seconds,
    });
  });
  deps.nudge('feed');
}

/** Settles what a dead worker or a missing proof left open. Never sends. */
export function createRecoverMessages(deps: MessageDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    if (deps.sender.readiness() !== 'ready') return 0;
    const refs = await asSystem(deps, 'system:messages', requestId, (tx) => unresolvedMessages(tx, batch));
    let looked = 0;
    for (const ref of refs) {
      if (signal.aborted) break;
      const message = await asSystem(deps, 'system:messages', requestId, (tx) =>
        leaseMessage(tx, ref, ['sending', 'unknown'], deps.leaseSeconds),
      );
      if (!message) continue;
      try {
        await resolve(deps, message);
        looked += 1;
      } catch (thrown) {
        await asSystem(deps, 'system:messages', requestId, (tx) =>
          returnLease(tx, message, lookAgainSeconds),
        );
        throw thrown;
      }
    }
    return looked;
  };
}
