import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import { webhookMachine } from '@holdfast/contract/webhook/webhook.states';
import {
  countWebhooks,
  findWebhook,
  requeueWebhook,
  listWebhooks as webhookRows,
} from '@holdfast/db/repos/webhooks.repo';
import type { z } from 'zod';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { defineQuery } from '../../usecase/define-query.ts';
import { directionOf, readPage } from '../../usecase/read-page.ts';

type WebhookRow = Awaited<ReturnType<typeof webhookRows>>['rows'][number];

function toDelivery(row: WebhookRow): z.input<typeof procedures.WebhookDelivery> {
  return {
    id: row.id,
    provider: row.provider,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    reason: row.reason,
    tries: row.tries,
    paymentId: row.payment_id,
    receivedAt: toInstant(row.received_at),
    nextTryAt: row.next_try_at && toInstant(row.next_try_at),
  };
}

export const listWebhooks = defineQuery({
  procedure: procedures.listWebhooks,
  place: () => null,
  read: async (tx, input) => {
    const filter = { state: input.state ?? null, direction: directionOf(input.sort) };
    const listedBy = { procedure: procedures.listWebhooks, key: 'instant' } as const;
    const page = await readPage(listedBy, input, (range) => webhookRows(tx, filter, range), toDelivery);
    return { ...page, counts: await countWebhooks(tx) };
  },
});

export const readWebhook = defineQuery({
  procedure: procedures.readWebhook,
  place: () => null,
  read: async (tx, input) => {
    const row = await findWebhook(tx, input.webhookId);
    return row && { webhook: toDelivery(row), rawBody: row.raw_body.toString('utf8') };
  },
});

/** Reschedules a stored event; the worker applies it through the same reducer. */
export const replayWebhook = defineCommand({
  procedure: procedures.replayWebhook,
  place: () => null,
  subjectOf: (input) => input.webhookId,
  reasonOf: (input) => input.reason,
  load: ({ tx, input }) => findWebhook(tx, input.webhookId),
  decide: (webhook) =>
    webhookMachine.is.replayable(webhook.state) ? go(null) : refuse('STATE_CONFLICT', webhook.state),
  write: ({ tx }, webhook) => requeueWebhook(tx, webhook.id, 'replay'),
  auditedAs: (webhook) => ({ clinicId: webhook.clinic_id, subjectId: webhook.id }),
  render: async (tx, webhookId) => {
    const webhook = await findWebhook(tx, webhookId);
    return webhook && toDelivery(webhook);
  },
  wakes: ['webhooks'],
});
