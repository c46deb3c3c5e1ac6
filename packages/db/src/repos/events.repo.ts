import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface ClaimedEvent {
  readonly id: string;
  readonly providerAccountId: string;
  readonly rawBody: Buffer;
  /** This one included. */
  readonly tries: number;
}

/**
 * Claims one stored event that is due, and puts its next try off at once, doubling from 2 s to an hour: a process that dies
 * loses a try, never the event.
 */
export async function claimEvent(tx: Tx): Promise<ClaimedEvent | undefined> {
  const { rows } = await sql<ClaimedEvent>`
    with due as (
      select id from payment_webhooks
      where state = ${webhookState.retrying} and next_try_at <= app_now()
      order by next_try_at limit 1 for update skip locked
    )
    update payment_webhooks w set tries = w.tries + 1,
      next_try_at = app_now() + least(interval '1 second' * power(2, least(w.tries, 20)), interval '1 hour')
    from due where w.id = due.id
    returning w.id, w.provider_account_id as "providerAccountId", w.raw_body as "rawBody", w.tries`.execute(
    tx,
  );
  return rows[0];
}

export interface EventEnd {
  readonly state: 'applied' | 'ignored' | 'dead' | 'retrying';
  readonly reason: string;
  /** The payment that it is about, once that is known. */
  readonly route: { readonly clinicId: string; readonly paymentId: string } | null;
}

/** Records what the try came to; an event that was settled in the meantime stays as it is. */
export async function endEventTry(tx: Tx, id: string, { state, reason, route }: EventEnd): Promise<void> {
  await tx
    .updateTable('payment_webhooks')
    .set({
      state,
      reason,
      ...(state === webhookState.retrying ? {} : { next_try_at: null }),
      ...(route && { clinic_id: route.clinicId, payment_id: route.paymentId }),
    })
    .where('id', '=', id)
    .where('state', '=', webhookState.retrying)
    .execute();
}
