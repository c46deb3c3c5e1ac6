import { messageMachine } from '@holdfast/contract/message/message.states';
import {
  type LeasedMessage,
  leaseMessage,
  markSent,
  returnLease,
  setBack,
  unresolvedMessages,
} from '@holdfast/db/repos/messages.repo';
import { decideOutcome, type Settlement } from '../../domain/message/decide-outcome.ts';
import type { SendOutcome } from '../../ports/message-sender.ts';
import { asSystem } from '../../usecase.ts';
import type { MessageDeps } from './message-deps.ts';
import { outgoingOf } from './send-message.ts';

const batch = 10;
const requestId = 'recover-messages';
const firstCheckSeconds = 60;
const longestCheckSeconds = 3_600;

/** A check is not a try: it leaves the count alone. The next one comes after as long as the outcome was unknown. */
function nextCheckSeconds(message: LeasedMessage): number {
  return Math.min(Math.max(message.armedSecondsAgo ?? 0, firstCheckSeconds), longestCheckSeconds);
}

function settlementOf(message: LeasedMessage, outcome: SendOutcome): Settlement {
  // Its own try was counted when it was armed.
  if (outcome.kind === 'sent' || outcome.kind === 'not_clicked')
    return decideOutcome(outcome, Math.max(message.tries - 1, 0), true);
  return {
    kind: 'unproven',
    state: outcome.kind === 'failed_visible' ? 'failed' : 'unknown',
    error: outcome.reason,
    tries: message.tries,
    retryAfterSeconds: nextCheckSeconds(message),
  };
}

/**
 * Searches the chat for the message. Found means sent; proof that it was never clicked allows an automatic retry; not
 * found proves nothing and is left to an operator.
 */
async function resolve(deps: MessageDeps, message: LeasedMessage): Promise<void> {
  const outgoing = outgoingOf(message, deps.otpSecret);
  const outcome: SendOutcome =
    outgoing === null
      ? { kind: 'unknown', reason: 'not_renderable' }
      : await deps.sender.lookUp(outgoing, message.armedAt ?? new Date(0));
  const settlement = settlementOf(message, outcome);
  await asSystem(deps, 'system:messages', requestId, (tx) =>
    settlement.kind === 'sent'
      ? markSent(tx, message, settlement.externalId, settlement.state)
      : setBack(tx, message, settlement),
  );
  deps.notify('feed');
}

/** Settles messages left open by a dead worker or a missing proof. Never sends. */
export function createRecoverMessages(deps: MessageDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    if (deps.sender.readiness() !== 'ready') return 0;
    const refs = await asSystem(deps, 'system:messages', requestId, (tx) => unresolvedMessages(tx, batch));
    let looked = 0;
    for (const ref of refs) {
      if (signal.aborted) break;
      const message = await asSystem(deps, 'system:messages', requestId, (tx) =>
        leaseMessage(tx, ref, messageMachine.sets.unresolved, deps.leaseSeconds),
      );
      if (!message) continue;
      try {
        await resolve(deps, message);
        looked += 1;
      } catch (thrown) {
        await asSystem(deps, 'system:messages', requestId, (tx) =>
          returnLease(tx, message, firstCheckSeconds),
        );
        throw thrown;
      }
    }
    return looked;
  };
}
