import { type MessageState, messageState } from '@holdfast/contract/message/message.states';
import type { StuckKind } from '@holdfast/contract/ops/ops.procedures';
import { refundState } from '@holdfast/contract/refund/refund.states';
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

export interface StuckRow {
  /** Of the attempt or the refund. */
  readonly id: string;
  readonly kind: StuckKind;
  readonly payment_id: string;
  readonly booking_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly note: string;
  readonly since: Date;
}

/** Money that needs a person's decision: no rule applies. An attempt is quarantined or settles a payment, never both. */
const stuck = sql<StuckRow>`(
  select a.id, 'quarantined_attempt' as kind, p.id as payment_id, p.booking_id, a.amount_minor, a.currency,
    a.quarantine_reason as note, a.created_at as since
  from payment_attempts a join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
  where a.quarantine_reason is not null and attempt_holds_money(a.state)
  union all
  select r.id, case r.state when ${refundState.failed} then 'refund_failed' else 'refund_unknown' end, p.id, p.booking_id,
    r.amount_minor, r.currency, coalesce(r.last_error, ''), r.updated_at
  from refunds r join payments p on p.clinic_id = r.clinic_id and p.id = r.payment_id
  where refund_is_stuck(r.state)
  union all
  select a.id, 'capture_without_booking', p.id, p.booking_id, a.amount_minor, a.currency, b.state, a.updated_at
  from payments p
  join payment_attempts a on a.clinic_id = p.clinic_id and a.id = p.settling_attempt_id
  join bookings b on b.clinic_id = p.clinic_id and b.id = p.booking_id
  where booking_is_unwanted(b.state)
    and not exists (select 1 from refunds r where r.clinic_id = a.clinic_id and r.attempt_id = a.id and refund_counts(r.state))
    and not exists (select 1 from bookings n where n.clinic_id = b.clinic_id and n.predecessor_id = b.id)
)`.as('stuck');

export async function listStuck(
  tx: Tx,
  direction: 'asc' | 'desc',
  range: PageRange,
): Promise<Page<StuckRow>> {
  return readKeysetPage(
    tx.selectFrom(stuck).selectAll(),
    { column: 'since', form: 'instant', direction },
    range,
  );
}

export async function countStuck(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom(stuck)
    .select(['kind', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('kind')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.count)]));
}
