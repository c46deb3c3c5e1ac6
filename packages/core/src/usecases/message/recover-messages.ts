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
const lookAgainSeconds = 60;
const longestLookSeconds = 3_600;

/** A look is not a try: it leaves the count alone, and comes again after as long as the doubt has lasted. */
function lookAgainLater(message: LeasedMessage): number {
  return Math.min(Math.max(message.armedSecondsAgo ?? 0, lookAgainSeconds), longestLookSeconds);
}

function settlementOf(message: LeasedMessage, outcome: SendOutcome): Settlement {
  // Its own try was counted when it was armed.
  if (outcome.kind === 'sent' || outcome.kind === 'not_clicked')
    return decideOutcome(outcome, Math.max(message.attempts - 1, 0), true);
  return {
    kind: 'set_back',
    state: outcome.kind === 'failed_visible' ? 'failed' : 'unknown',
    error: outcome.reason,
    attempts: message.attempts,
    retryAfterSeconds: lookAgainLater(message),
  };
}

/**
 * Looks for the message where it would have gone. Found is sent; proved never to have been clicked may be tried again
 * by the machine; not found proves nothing and waits for a human.
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
        leaseMessage(tx, ref, messageMachine.sets.unresolved, deps.leaseSeconds),
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
