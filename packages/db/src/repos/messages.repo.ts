import type { Locale } from '@holdfast/contract/locale';
import { type MessageState, messageMachine, messageState } from '@holdfast/contract/message/message.states';
import type { MessageKind } from '@holdfast/contract/message/message-kinds';
import type { Currency } from '@holdfast/contract/money';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface MessageRef {
  readonly clinicId: string;
  readonly id: string;
}

/** A message under lease, with everything its text is rendered from. */
export interface LeasedMessage extends MessageRef {
  readonly fence: number;
  readonly kind: MessageKind;
  readonly state: MessageState;
  readonly tries: number;
  readonly recipientPhone: string;
  readonly locale: Locale;
  readonly subjectId: string;
  /** On the real clock, which the message channel uses. */
  readonly armedAt: Date | null;
  readonly armedSecondsAgo: number | null;
  readonly clinicName: string;
  readonly timeZone: string;
  readonly amountMinor: number | null;
  readonly currency: Currency;
  readonly doctorName: string | null;
  readonly serviceName: string | null;
  readonly patientName: string | null;
  readonly startsAt: Date | null;
  /** Why it must not be sent any more (invariant 13), null when it may. */
  readonly suppression: string | null;
}

/** Why a message must no longer be sent, checked in the statement that leases it. */
const suppression = sql<string | null>`case
  when message_subject(m.kind) = 'otp_challenge' and not exists (
    select 1 from otp_challenges o where o.clinic_id = m.clinic_id and o.id = m.subject_id
      and o.consumed_at is null and o.expires_at > app_now()) then 'code_no_longer_valid'
  when message_needs_consent(m.kind) and (p.whatsapp_consent_at is null or p.whatsapp_withdrawn_at is not null)
    then 'no_consent'
  when m.created_at + make_interval(secs => message_expiry_seconds(m.kind)) <= app_now() then 'message_expired'
  when not message_may_be_sent(m.kind, b.state) then 'booking_' || b.state
end`;

const details = sql`
  m.clinic_id as "clinicId", m.id, m.fence, m.kind, m.state, m.tries, m.recipient_phone as "recipientPhone", m.locale,
  m.subject_id as "subjectId", m.armed_at - clock_shift() as "armedAt",
  extract(epoch from app_now() - m.armed_at)::float8 as "armedSecondsAgo", c.name as "clinicName", c.time_zone as "timeZone",
  (m.params ->> 'amountMinor')::bigint as "amountMinor",
  coalesce(m.params ->> 'currency', b.currency, c.currency) as currency, d.name as "doctorName", s.name as "serviceName",
  p.full_name as "patientName", lower(b.during) as "startsAt", ${suppression} as suppression`;

const sources = sql`
  join clinics c on c.id = m.clinic_id
  left join bookings b on b.clinic_id = m.clinic_id and b.id = m.subject_id
  left join doctors d on d.clinic_id = b.clinic_id and d.id = b.doctor_id
  left join services s on s.clinic_id = b.clinic_id and s.id = b.service_id
  left join patients p on p.clinic_id = m.clinic_id and p.id = m.patient_id`;

/** Leases one message when it is due and free; undefined when another worker has it or it is settled. */
export async function leaseMessage(
  tx: Tx,
  ref: MessageRef,
  states: readonly MessageState[],
  leaseSeconds: number,
): Promise<LeasedMessage | undefined> {
  const { rows } = await sql<LeasedMessage>`
    with taken as (
      select clinic_id, id from messages
      where clinic_id = ${ref.clinicId}::uuid and id = ${ref.id}::uuid and state = any (${[...states]}::text[])
        and next_try_at <= app_now() and (leased_until is null or leased_until <= clock_timestamp())
      for update skip locked
    ), leased as (
      update messages m set fence = m.fence + 1, leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      from taken where m.clinic_id = taken.clinic_id and m.id = taken.id
      returning m.*
    )
    select ${details} from leased m ${sources}`.execute(tx);
  return rows[0];
}

/** Only the current holder of the lease may write: an older fence writes nothing. */
async function update(
  tx: Tx,
  lease: LeasedMessage,
  from: readonly MessageState[],
  set: object,
): Promise<boolean> {
  const result = await tx
    .updateTable('messages')
    .set(set)
    .where('clinic_id', '=', lease.clinicId)
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', 'in', [...from])
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const now = sql<Date>`app_now()`;

export async function suppressMessage(tx: Tx, lease: LeasedMessage, reason: string): Promise<boolean> {
  return update(tx, lease, messageMachine.sets.waiting, {
    state: messageState.suppressed,
    last_error: reason,
    leased_until: null,
  });
}

/**
 * Commits, right before the only click, that the message may have been sent. Booking and consent are re-checked: false
 * when the lease is lost or the message must no longer be sent.
 */
export async function armMessage(tx: Tx, lease: LeasedMessage): Promise<boolean> {
  const { rows } = await sql`
    update messages u set state = ${messageState.sending}, armed_at = app_now(), tries = ${lease.tries + 1}
    where u.clinic_id = ${lease.clinicId}::uuid and u.id = ${lease.id}::uuid and u.fence = ${lease.fence}
      and message_is_waiting(u.state)
      and (select ${suppression} from messages m ${sources} where m.clinic_id = u.clinic_id and m.id = u.id) is null
    returning u.id`.execute(tx);
  return rows.length === 1;
}

export async function markSent(
  tx: Tx,
  lease: LeasedMessage,
  externalId: string,
  state: 'sent' | 'delivered' | 'read',
) {
  return update(tx, lease, messageMachine.sets.unresolved, {
    state,
    external_id: externalId,
    last_error: null,
    leased_until: null,
    sent_at: now,
    ...(state === messageState.sent ? {} : { delivered_at: now }),
    ...(state === messageState.read ? { read_at: now } : {}),
  });
}

export interface Setback {
  readonly state: 'retrying' | 'failed' | 'unknown';
  readonly error: string;
  readonly tries: number;
  readonly retryAfterSeconds: number;
}

export async function setBack(tx: Tx, lease: LeasedMessage, setback: Setback): Promise<boolean> {
  return update(tx, lease, messageMachine.sets.due, {
    state: setback.state,
    last_error: setback.error,
    tries: setback.tries,
    leased_until: null,
    enqueued_at: null,
    next_try_at: sql<Date>`app_now() + make_interval(secs => ${setback.retryAfterSeconds})`,
  });
}

/** Releases an unused lease, for example at shutdown or when the channel is not ready. */
export async function returnLease(tx: Tx, lease: LeasedMessage, retryAfterSeconds: number): Promise<boolean> {
  return update(tx, lease, messageMachine.sets.due, {
    leased_until: null,
    enqueued_at: null,
    next_try_at: sql<Date>`app_now() + make_interval(secs => ${retryAfterSeconds})`,
  });
}

/**
 * Messages that are due and probably not in the queue: never enqueued, or so long ago that Redis may have lost them.
 * The worker drops what is no longer due, so a duplicate does no harm.
 */
export async function takeDueMessages(
  tx: Tx,
  mostQueued: number,
  requeueAfterSeconds: number,
): Promise<MessageRef[]> {
  const { rows } = await sql<MessageRef>`
    with room as (
      select greatest(0, ${mostQueued} - count(*)) as places from messages
      where message_is_waiting(state) and enqueued_at >= app_now() - make_interval(secs => ${requeueAfterSeconds})
    ), due as (
      select clinic_id, id from messages
      where message_is_waiting(state) and next_try_at <= app_now()
        and (leased_until is null or leased_until <= clock_timestamp())
        and (enqueued_at is null or enqueued_at < app_now() - make_interval(secs => ${requeueAfterSeconds}))
      order by message_priority(kind), next_try_at limit (select places from room) for update skip locked
    ), marked as (
      update messages m set enqueued_at = app_now()
      from due where m.clinic_id = due.clinic_id and m.id = due.id
      returning m.clinic_id, m.id, m.kind, m.next_try_at
    )
    select clinic_id as "clinicId", id from marked order by message_priority(kind), next_try_at`.execute(tx);
  return rows;
}

/** Messages whose outcome must be checked: their worker died after arming, or the proof never came. */
export async function unresolvedMessages(tx: Tx, limit: number): Promise<MessageRef[]> {
  return tx
    .selectFrom('messages')
    .select(['clinic_id as clinicId', 'id'])
    .where('state', 'in', messageMachine.sets.unresolved)
    .where('next_try_at', '<=', now)
    .where((eb) =>
      eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', sql<Date>`clock_timestamp()`)]),
    )
    .orderBy('next_try_at')
    .limit(limit)
    .execute();
}

export interface AwaitingReceipt extends MessageRef {
  readonly phone: string;
  readonly externalId: string;
}

/** Recently sent messages whose receipt may still advance. */
export async function awaitingReceipts(
  tx: Tx,
  limit: number,
  withinHours: number,
): Promise<AwaitingReceipt[]> {
  const { rows } = await sql<AwaitingReceipt>`
    select clinic_id as "clinicId", id, recipient_phone as phone, external_id as "externalId"
    from messages
    where message_awaits_receipt(state) and external_id is not null
      and sent_at > app_now() - make_interval(hours => ${withinHours})
      and next_try_at <= app_now()
    order by next_try_at limit ${limit}`.execute(tx);
  return rows;
}

/**
 * Advances a sent message by its receipt and schedules the next check: each check opens a chat, so they become less
 * frequent with the message's age. A receipt never goes back.
 */
export async function recordReceipt(
  tx: Tx,
  ref: MessageRef,
  tick: 'sent' | 'delivered' | 'read',
  lookAgainSeconds: number,
): Promise<void> {
  const weaker = messageMachine.sets.awaitsReceipt.filter((state) => messageMachine.can(state, tick));
  await sql`
    update messages set
      state = case when state = any (${weaker}::text[]) then ${tick} else state end,
      delivered_at = case when ${tick !== messageState.sent} then coalesce(delivered_at, app_now()) else delivered_at end,
      read_at = case when ${tick === messageState.read} then coalesce(read_at, app_now()) else read_at end,
      next_try_at = app_now()
        + greatest(make_interval(secs => ${lookAgainSeconds}), (app_now() - sent_at) / 4)
    where clinic_id = ${ref.clinicId}::uuid and id = ${ref.id}::uuid and message_awaits_receipt(state)`.execute(
    tx,
  );
}

/** Age of the oldest message that is due and not leased; 0 when there is none. */
export async function outboxLagSeconds(tx: Tx): Promise<number> {
  const { rows } = await sql<{ lag: number | null }>`
    select extract(epoch from app_now() - min(next_try_at))::float8 as lag from messages
    where message_is_waiting(state) and next_try_at <= app_now()
      and (leased_until is null or leased_until <= clock_timestamp())`.execute(tx);
  return rows[0]?.lag ?? 0;
}

/** Recipients and times, on the real clock, of recently sent messages; their text is not kept. */
export async function recentSends(tx: Tx, withinHours: number): Promise<{ phoneE164: string; at: Date }[]> {
  const { rows } = await sql<{ phoneE164: string; at: Date }>`
    select recipient_phone as "phoneE164", armed_at - clock_shift() as at from messages
    where armed_at > app_now() - make_interval(hours => ${withinHours}) order by armed_at`.execute(tx);
  return rows;
}
