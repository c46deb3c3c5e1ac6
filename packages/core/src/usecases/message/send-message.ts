import { messageMachine } from '@holdfast/contract/message/message.states';
import { messageKindFacts } from '@holdfast/contract/message/message-kinds';
import {
  armMessage,
  type LeasedMessage,
  leaseMessage,
  type MessageRef,
  markSent,
  returnLease,
  setBack,
  suppressMessage,
} from '@holdfast/db/repos/messages.repo';
import { codeOf } from '../../domain/auth/one-time-code.ts';
import { decideOutcome } from '../../domain/message/decide-outcome.ts';
import { renderMessage } from '../../domain/message/render-message.ts';
import { declareFailPoint, failPoint } from '../../fail-points.ts';
import type { OutgoingMessage, SendOutcome } from '../../ports/message-sender.ts';
import { asSystem } from '../../usecase.ts';
import type { MessageDeps } from './message-deps.ts';

const afterLease = declareFailPoint('message.lease.after');
const beforeSettle = declareFailPoint('message.settle.before');
const afterSettle = declareFailPoint('message.settle.after');
const notReadySeconds = 5;

export type SendResult =
  | 'not_due'
  | 'suppressed'
  | 'not_ready'
  | 'sent'
  | 'retrying'
  | 'failed'
  | 'unknown'
  | 'lease_lost';

/** The text as the patient reads it; the one-time code exists only here, in memory. Null when it cannot be rendered. */
export function outgoingOf(message: LeasedMessage, otpSecret: string): OutgoingMessage | null {
  const code =
    messageKindFacts[message.kind].subject === 'otp_challenge' ? codeOf(otpSecret, message.subjectId) : null;
  try {
    const text = renderMessage({ ...message, code });
    return { messageId: message.id, phoneE164: message.recipientPhone, text };
  } catch {
    return null; // for example an unknown time zone: every retry would fail too
  }
}

async function settle(
  deps: MessageDeps,
  message: LeasedMessage,
  outcome: SendOutcome,
  armed: boolean,
): Promise<SendResult> {
  const settlement = decideOutcome(outcome, message.tries, armed);
  failPoint(beforeSettle);
  const isOurs = await asSystem(deps, 'system:messages', `message:${message.id}`, (tx) =>
    settlement.kind === 'sent'
      ? markSent(tx, message, settlement.externalId, settlement.state)
      : setBack(tx, message, settlement),
  );
  failPoint(afterSettle);
  deps.notify('feed');
  if (!isOurs) return 'lease_lost';
  return settlement.kind === 'sent' ? 'sent' : settlement.state;
}

async function deliver(deps: MessageDeps, message: LeasedMessage): Promise<SendResult> {
  const requestId = `message:${message.id}`;
  let armed = false;
  const arm = async () => {
    armed = await asSystem(deps, 'system:messages', requestId, (tx) => armMessage(tx, message));
    return armed;
  };
  const outgoing = outgoingOf(message, deps.otpSecret);
  if (outgoing === null) {
    const hopeless = { kind: 'not_clicked', reason: 'not_renderable', retryable: false } as const;
    return settle(deps, message, hopeless, armed);
  }
  const outcome = await deps.sender.send(outgoing, arm).catch((thrown: unknown): SendOutcome => {
    const reason = thrown instanceof Error ? thrown.name : 'sender_threw';
    return armed ? { kind: 'unknown', reason } : { kind: 'not_clicked', reason, retryable: true };
  });
  return settle(deps, message, outcome, armed);
}

/**
 * Sends one message: lease with a fence, re-check booking and consent in the same statement, one armed click, evidence.
 * Idempotent: safe to call twice or for a settled message.
 */
export function createSendMessage(deps: MessageDeps) {
  return async (ref: MessageRef): Promise<SendResult> => {
    const requestId = `message:${ref.id}`;
    const message = await asSystem(deps, 'system:messages', requestId, (tx) =>
      leaseMessage(tx, ref, messageMachine.sets.waiting, deps.leaseSeconds),
    );
    if (!message) return 'not_due';
    failPoint(afterLease);
    const { suppression } = message;
    if (suppression !== null) {
      await asSystem(deps, 'system:messages', requestId, (tx) => suppressMessage(tx, message, suppression));
      return 'suppressed';
    }
    if (deps.sender.readiness() !== 'ready') {
      await asSystem(deps, 'system:messages', requestId, (tx) => returnLease(tx, message, notReadySeconds));
      return 'not_ready';
    }
    return deliver(deps, message);
  };
}
export type SendMessage = ReturnType<typeof createSendMessage>;
