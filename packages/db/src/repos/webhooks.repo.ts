import { type WebhookState, webhookMachine, webhookState } from '@holdfast/contract/webhook/webhook.states';
import { sql } from 'kysely';
import { storableJson, storableText } from '../storable-json.ts';
import type { Statement, Tx } from '../tenant-tx.ts';
import { type PageRange, readKeysetPage } from './keyset.ts';

export interface WebhookDelivery {
  readonly deduplicationKey: string;
  readonly providerAccountId: string;
  readonly eventId: string | null;
  readonly eventType: string;
  readonly rawBody: Uint8Array;
  readonly facts: unknown;
  /** Set when the event is stored without being applied. */
  readonly ignoredReason: string | null;
  readonly requestId: string;
  readonly retryAfterSeconds: number;
}

export interface IngestedWebhook extends Record<string, unknown> {
  readonly webhook_id: string | null;
  readonly outcome: 'applied' | 'ignored' | 'retrying' | 'duplicate';
  readonly reason: string | null;
}

/** Stores a delivery and applies its facts in one round trip (ADR 0002). */
export function ingestWebhookStatement(delivery: WebhookDelivery): Statement<IngestedWebhook> {
  return {
    text: 'select * from ingest_webhook($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9)',
    values: [
      delivery.deduplicationKey,
      delivery.providerAccountId,
      delivery.eventId,
      storableText(delivery.eventType),
      Buffer.from(delivery.rawBody),
      storableJson(delivery.facts),
      delivery.ignoredReason,
      delivery.requestId,
      delivery.retryAfterSeconds,
    ],
  };
}

/** Ids of stored events that are due for a retry. Only a hint: `retryWebhook` takes the lock. */
export async function dueWebhooks(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('payment_webhooks')
    .select('id')
    .where('state', '=', webhookState.retrying)
    .where('next_try_at', '<=', sql<Date>`app_now()`)
    .orderBy('next_try_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Retries one event; undefined when another worker has it or it is no longer waiting. */
export async function retryWebhook(tx: Tx, id: string, maxTries: number): Promise<string | undefined> {
  const { rows } = await sql<{
    outcome: string;
  }>`select outcome from retry_webhook(${id}::uuid, ${maxTries})`.execute(tx);
  return rows[0]?.outcome;
}

const listed = [
  'id',
  'event_id',
  'event_type',
  'state',
  'reason',
  'tries',
  'clinic_id',
  'payment_id',
  'received_at',
  'next_try_at',
] as const;

/** Events with the provider of their account, looked up row by row: a page shows few of many. */
const eventsOf = (tx: Tx) =>
  tx
    .selectFrom('payment_webhooks')
    .select([
      ...listed,
      sql<string>`(select a.provider from provider_accounts a where a.id = payment_webhooks.provider_account_id)`.as(
        'provider',
      ),
    ]);

export async function listWebhooks(
  tx: Tx,
  filter: { readonly state: WebhookState | null; readonly direction: 'asc' | 'desc' },
  range: PageRange,
) {
  let rows = eventsOf(tx);
  if (filter.state !== null) rows = rows.where('state', '=', filter.state);
  return readKeysetPage(rows, { column: 'received_at', form: 'instant', direction: filter.direction }, range);
}

export async function findWebhook(tx: Tx, id: string) {
  return eventsOf(tx).select('raw_body').where('id', '=', id).executeTakeFirst();
}

export async function countWebhooks(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('payment_webhooks')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

/** Reschedules a waiting or dead event, due at once. */
export async function requeueWebhook(tx: Tx, id: string, reason: string): Promise<boolean> {
  const result = await tx
    .updateTable('payment_webhooks')
    .set({ state: webhookState.retrying, next_try_at: sql<Date>`app_now()`, tries: 0, reason })
    .where('id', '=', id)
    .where('state', 'in', webhookMachine.sets.replayable)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
