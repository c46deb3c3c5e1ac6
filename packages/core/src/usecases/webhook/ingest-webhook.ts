import { createHash } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import { type IngestedWebhook, ingestWebhookStatement } from '@holdfast/db/repos/webhooks.repo';
import type { PaymentGateway, WebhookHeaders } from '../../ports/payment-gateway.ts';
import { inOneStatement, type UseCaseDeps } from '../../usecase.ts';

export interface IngestDeps {
  /** The ingest role's own pool, so that a storm and a busy page do not starve each other. */
  readonly tx: UseCaseDeps['tx'];
  readonly nudge: UseCaseDeps['nudge'];
  readonly gateway: PaymentGateway;
}

export interface IngestResult {
  readonly outcome: IngestedWebhook['outcome'];
  readonly webhookId: string | null;
  readonly reason: string | null;
}

const firstRetrySeconds = 1;

/** `provider:account:event_id`, else the hash of the body: the event id is a header and not always there. */
function deduplicationKey(gateway: PaymentGateway, eventId: string | null, rawBody: Uint8Array): string {
  const id = eventId ?? `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
  return `${gateway.provider}:${gateway.accountId}:${id}`;
}

/**
 * Stores a delivery and applies its facts in one transaction and one round trip (ADR 0002).
 * Errors: INVALID_SIGNATURE (nothing stored). Everything well-signed is answered with success: what cannot be
 * applied now stays with its raw body and is retried by us.
 */
export function createIngestWebhook(deps: IngestDeps) {
  return async (rawBody: Uint8Array, headers: WebhookHeaders, requestId: string): Promise<IngestResult> => {
    if (!deps.gateway.verifyWebhook(rawBody, headers.get('x-razorpay-signature')))
      throw new AppError('INVALID_SIGNATURE');
    const event = deps.gateway.parseWebhook(rawBody, headers);
    const isForeign = event.accountId !== null && event.accountId !== deps.gateway.accountId;
    const { provider, accountId: account } = deps.gateway;
    const rows = await inOneStatement(
      deps,
      ingestWebhookStatement({
        deduplicationKey: deduplicationKey(deps.gateway, event.eventId, rawBody),
        provider,
        account,
        eventId: event.eventId,
        eventType: event.eventType,
        rawBody,
        facts: event.facts,
        ignoredReason: isForeign ? 'other_account' : event.ignoredReason,
        requestId,
        retryAfterSeconds: firstRetrySeconds,
      }),
    );
    const row = rows[0];
    if (!row) throw new AppError('INTERNAL', { internal: 'ingest_webhook returned no row' });
    if (row.outcome === 'applied')
      for (const topic of ['feed', 'messages', 'refunds'] as const) deps.nudge(topic);
    if (row.outcome === 'retrying') deps.nudge('webhooks');
    return { outcome: row.outcome, webhookId: row.webhook_id, reason: row.reason };
  };
}
export type IngestWebhook = ReturnType<typeof createIngestWebhook>;
