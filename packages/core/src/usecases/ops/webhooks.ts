import { AppError } from '@holdfast/contract/errors';
import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import type { UseCase } from '@holdfast/contract/use-cases';
import { insertAudit } from '@holdfast/db/repos/audit.repo';
import {
  countWebhooks,
  findWebhook,
  requeueWebhook,
  listWebhooks as webhookRows,
} from '@holdfast/db/repos/webhooks.repo';
import type { z } from 'zod';
import { asCaller, defineQuery, type UseCaseDeps } from '../../usecase.ts';

type WebhookRow = Awaited<ReturnType<typeof webhookRows>>[number];

function toDelivery(row: WebhookRow): z.input<typeof procedures.WebhookDelivery> {
  return {
    id: row.id,
    provider: row.provider,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    paymentId: row.payment_id,
    receivedAt: toInstant(row.received_at),
    nextAttemptAt: row.next_attempt_at && toInstant(row.next_attempt_at),
  };
}

export const defaultPage = 100;

export const listWebhooks = defineQuery({
  procedure: procedures.listWebhooks,
  place: () => null,
  read: async (tx, input) => {
    const before = input.before === undefined ? null : new Date(input.before);
    const rows = await webhookRows(tx, {
      state: input.state ?? null,
      before,
      limit: input.limit ?? defaultPage,
    });
    return { webhooks: rows.map(toDelivery), counts: await countWebhooks(tx) };
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

/** Puts a stored event back in line; the worker applies it through the same reducer as ever. */
export function replayWebhook(deps: UseCaseDeps): UseCase<typeof procedures.replayWebhook> {
  return async (context, input) => {
    const delivery = await asCaller(deps, context, procedures.replayWebhook, null, async (tx) => {
      const row = await findWebhook(tx, input.webhookId);
      if (!row) throw new AppError('NOT_FOUND', { internal: 'webhook' });
      if (!(await requeueWebhook(tx, row.id, 'replay')))
        throw new AppError('STATE_CONFLICT', { internal: row.state });
      await insertAudit(tx, {
        clinicId: row.clinic_id,
        action: procedures.replayWebhook.id,
        subjectId: row.id,
        reason: input.reason,
      });
      return findWebhook(tx, row.id);
    });
    deps.nudge('webhooks');
    if (!delivery) throw new AppError('NOT_FOUND', { internal: 'webhook' });
    return toDelivery(delivery);
  };
}
