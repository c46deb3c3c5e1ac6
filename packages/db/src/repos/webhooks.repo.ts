import { type WebhookState, webhookMachine, webhookState } from '@holdfast/contract/webhook/webhook.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';
import { type PageRange, readKeysetPage } from './keyset.ts';

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

/** Reschedules an event that is not applied, due at once. */
export async function requeueWebhook(tx: Tx, id: string, reason: string): Promise<boolean> {
  const result = await tx
    .updateTable('payment_webhooks')
    .set({ state: webhookState.retrying, next_try_at: sql<Date>`app_now()`, tries: 0, reason })
    .where('id', '=', id)
    .where('state', 'in', webhookMachine.sets.replayable)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
