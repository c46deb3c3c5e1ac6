import { type MessageState, messageState } from '@holdfast/contract/message/message.states';
import { messageKindFacts } from '@holdfast/contract/message/message-kinds';
import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import {
  countMessages,
  findMessage,
  type MessageRow,
  listMessages as messageRows,
  settleUnknown,
} from '@holdfast/db/repos/ops.repo';
import type { z } from 'zod';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { defineQuery } from '../../usecase/define-query.ts';
import { directionOf, readPage } from '../../usecase/read-page.ts';

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
    tries: row.tries,
    lastError: row.last_error,
    createdAt: toInstant(row.created_at),
    sentAt: instant(row.sent_at),
    deliveredAt: instant(row.delivered_at),
    nextTryAt: instant(row.next_try_at),
    version: row.version,
  };
}

export const listMessages = defineQuery({
  procedure: procedures.listMessages,
  place: () => null,
  read: async (tx, input) => {
    const filter = { state: input.state ?? null, direction: directionOf(input.sort) };
    const listedBy = { procedure: procedures.listMessages, key: 'instant' } as const;
    const page = await readPage(listedBy, input, (range) => messageRows(tx, filter, range), toMessageLog);
    return { ...page, counts: await countMessages(tx) };
  },
});

const stateOfFinding = {
  arrived: messageState.sent,
  send_again: messageState.retrying,
  give_up: messageState.failed,
} as const satisfies Record<string, MessageState>;

/** An operator checked the phone: the only way out of `unknown` that may send again. */
export const resolveMessage = defineCommand({
  procedure: procedures.resolveMessage,
  place: () => null,
  subjectOf: (input) => input.messageId,
  reasonOf: (input) => input.reason,
  load: ({ tx, input }) => findMessage(tx, input.messageId),
  decide: (message) =>
    message.state === messageState.unknown ? go(null) : refuse('STATE_CONFLICT', message.state),
  write: ({ tx, input }, message) =>
    settleUnknown(tx, message.id, stateOfFinding[input.finding], `operator: ${input.finding}`),
  auditedAs: (message) => ({ clinicId: message.clinic_id, subjectId: message.id }),
  render: async (tx, messageId) => {
    const message = await findMessage(tx, messageId);
    return message && toMessageLog(message);
  },
  wakes: ['messages'],
});
