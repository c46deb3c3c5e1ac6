import { AppError } from '@holdfast/contract/errors';
import { type MessageState, messageState } from '@holdfast/contract/message/message.states';
import { messageKindFacts } from '@holdfast/contract/message/message-kinds';
import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import type { UseCase } from '@holdfast/contract/use-cases';
import { insertAudit } from '@holdfast/db/repos/audit.repo';
import {
  countMessages,
  findMessage,
  type MessageRow,
  listMessages as messageRows,
  settleUnknown,
} from '@holdfast/db/repos/ops.repo';
import type { z } from 'zod';
import { asCaller, defineQuery, type UseCaseDeps } from '../../usecase.ts';
import { defaultPage } from './webhooks.ts';

type MessageOut = z.input<typeof procedures.MessageLog>;

/** Enough of a phone to recognise it, not enough to call it. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}…${phone.slice(-4)}`;
}

const instant = (date: Date | null): string | null => date && toInstant(date);

function toMessageLog(row: MessageRow): MessageOut {
  return {
    id: row.id,
    clinicId: row.clinic_id,
    channel: row.channel,
    kind: row.kind,
    state: row.state,
    recipient: maskPhone(row.recipient_phone),
    locale: row.locale,
    bookingId: messageKindFacts[row.kind].subject === 'booking' ? row.subject_id : null,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: toInstant(row.created_at),
    sentAt: instant(row.sent_at),
    deliveredAt: instant(row.delivered_at),
    nextAttemptAt: instant(row.next_attempt_at),
    version: row.version,
  };
}

export const listMessages = defineQuery({
  procedure: procedures.listMessages,
  place: () => null,
  read: async (tx, input) => {
    const before = input.before === undefined ? null : new Date(input.before);
    const rows = await messageRows(tx, {
      state: input.state ?? null,
      before,
      limit: input.limit ?? defaultPage,
    });
    return { messages: rows.map(toMessageLog), counts: await countMessages(tx) };
  },
});

const stateOfFinding = {
  arrived: messageState.sent,
  send_again: messageState.retrying,
  give_up: messageState.failed,
} as const satisfies Record<string, MessageState>;

/** A human looked at the phone: the only way out of `unknown` that may send again. */
export function resolveMessage(deps: UseCaseDeps): UseCase<typeof procedures.resolveMessage> {
  return async (context, input) => {
    const message = await asCaller(deps, context, procedures.resolveMessage, null, async (tx) => {
      const row = await findMessage(tx, input.messageId);
      if (!row) throw new AppError('NOT_FOUND', { internal: 'message' });
      if (!(await settleUnknown(tx, row.id, stateOfFinding[input.finding], `operator: ${input.finding}`))) {
        throw new AppError('STATE_CONFLICT', { internal: row.state });
      }
      await insertAudit(tx, {
        clinicId: row.clinic_id,
        action: procedures.resolveMessage.id,
        subjectId: row.id,
        reason: input.reason,
      });
      return findMessage(tx, row.id);
    });
    deps.nudge('messages');
    if (!message) throw new AppError('NOT_FOUND', { internal: 'message' });
    return toMessageLog(message);
  };
}
