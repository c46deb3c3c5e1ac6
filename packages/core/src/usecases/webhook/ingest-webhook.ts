import { AppError } from '@holdfast/contract/errors';
import { type IngestedWebhook, ingestWebhookStatement } from '@holdfast/db/repos/webhooks.repo';
import type { AccountGateway, WebhookHeaders } from '../../ports/payment-gateway.ts';
import { inOneStatement, type UseCaseDeps } from '../../usecase.ts';
import { notifyOfMoney } from '../money/notify-of-money.ts';
import { deduplicationKey, ignoredReasonOf } from './event-identity.ts';

export interface IngestDeps {
  /** The ingest role's own pool, so that a webhook storm and a busy page do not starve each other. */
  readonly tx: UseCaseDeps['tx'];
  readonly notify: UseCaseDeps['notify'];
}

export interface IngestResult {
  readonly outcome: IngestedWebhook['outcome'];
  readonly webhookId: string | null;
  readonly reason: string | null;
}

const firstRetrySeconds = 1;

/**
 * Stores a delivery and applies its facts in one transaction and one round trip (ADR 0002).
 * Errors: NOT_FOUND for an account that is closed, INVALID_SIGNATURE (nothing stored in either case). Every
 * well-signed delivery succeeds: one that cannot be applied now is stored with its raw body and retried by us.
 */
export function createIngestWebhook(deps: IngestDeps) {
  return async (
    gateway: AccountGateway,
    rawBody: Uint8Array,
    headers: WebhookHeaders,
    requestId: string,
  ): Promise<IngestResult> => {
    if (!gateway.verifyWebhook(rawBody, headers)) throw new AppError('INVALID_SIGNATURE');
    const event = gateway.parseWebhook(rawBody, headers);
    const rows = await inOneStatement(
      deps,
      ingestWebhookStatement({
        deduplicationKey: deduplicationKey(gateway, event.eventId, rawBody),
        providerAccountId: gateway.providerAccountId,
        eventId: event.eventId,
        eventType: event.eventType,
        rawBody,
        facts: event.facts,
        ignoredReason: ignoredReasonOf(gateway, event),
        requestId,
        retryAfterSeconds: firstRetrySeconds,
      }),
    );
    const row = rows[0];
    if (!row) throw new AppError('INTERNAL', { internal: 'ingest_webhook returned no row' });
    if (row.outcome === 'applied') notifyOfMoney(deps);
    if (row.outcome === 'retrying') deps.notify('webhooks');
    return { outcome: row.outcome, webhookId: row.webhook_id, reason: row.reason };
  };
}
export type IngestWebhook = ReturnType<typeof createIngestWebhook>;
