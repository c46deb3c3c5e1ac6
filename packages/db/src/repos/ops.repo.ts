import { type MessageState, messageState } from '@holdfast/contract/message/message.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';
import { type Page, type PageRange, readKeysetPage } from './keyset.ts';

export interface MessageFilter {
  readonly state: MessageState | null;
  readonly direction: 'asc' | 'desc';
}

export async function listMessages(
  tx: Tx,
  { state, direction }: MessageFilter,
  range: PageRange,
): Promise<Page<MessageRow>> {
  let rows = tx.selectFrom('messages').selectAll();
  if (state !== null) rows = rows.where('state', '=', state);
  return readKeysetPage(rows, { column: 'created_at', form: 'instant', direction }, range);
}
export type MessageRow = NonNullable<Awaited<ReturnType<typeof findMessage>>>;

export async function findMessage(tx: Tx, messageId: string) {
  return tx.selectFrom('messages').selectAll().where('id', '=', messageId).executeTakeFirst();
}

export async function countMessages(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('messages')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

/** Settles an unknown message; false when it is no longer unknown. */
export async function settleUnknown(
  tx: Tx,
  messageId: string,
  to: MessageState,
  note: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('messages')
    .set({
      state: to,
      last_error: note,
      next_try_at: sql<Date>`app_now()`,
      leased_until: null,
      ...(to === messageState.sent ? { sent_at: sql<Date>`app_now()` } : {}),
    })
    .where('id', '=', messageId)
    .where('state', '=', messageState.unknown)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function findWhatsappAccount(tx: Tx) {
  return tx.selectFrom('whatsapp_accounts').selectAll().orderBy('account').executeTakeFirst();
}

export async function listInvariants(tx: Tx) {
  return tx.selectFrom('invariant_results').selectAll().orderBy('number').execute();
}
