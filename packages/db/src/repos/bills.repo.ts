import { sql } from 'kysely';
import { storableJson } from '../storable-json.ts';
import type { Statement, Tx } from '../tenant-tx.ts';

/** A bill as `read_bill` gives it: instants are ISO 8601 strings, amounts numbers of minor units. */
export interface BillRow {
  readonly id: string;
  readonly clinicId: string;
  readonly version: number;
  readonly patientId: string | null;
  readonly currency: string;
  readonly mode: 'test' | 'live' | null;
  readonly reviewAt: string | null;
  readonly sums: {
    readonly fundsMinor: number;
    readonly heldMinor: number;
    readonly askedBackMinor: number;
    readonly unknownBackMinor: number;
    readonly leavingMinor: number;
    readonly returnedMinor: number;
    readonly refusedMinor: number;
    readonly wrongMinor: number;
    readonly wrongCurrency: string | null;
    readonly isChecking: boolean;
  };
  /** The business clock at the time of reading. */
  readonly now: string;
  readonly bookings: readonly BillBookingRow[];
  readonly covers: readonly {
    readonly id: string;
    readonly bookingId: string;
    readonly kind: 'desk_permission' | 'waiver';
    readonly amountMinor: number;
    readonly grantedBy: string;
  }[];
  readonly payments: readonly {
    readonly id: string;
    readonly providerAccountId: string | null;
    readonly askedMinor: number;
    readonly state: string;
  }[];
  readonly attempts: readonly AttemptRow[];
  readonly refunds: readonly ProviderRefundRow[];
  readonly requests: readonly RequestRow[];
  readonly operations: readonly OperationRow[];
  readonly deposits: readonly {
    readonly id: string;
    readonly kind: 'cash' | 'terminal';
    readonly drawerId: string;
    readonly amountMinor: number;
    readonly receivedBy: string;
    readonly receivedAt: string;
  }[];
  readonly items: readonly {
    readonly kind: string;
    readonly subjectId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly openedAt: string;
  }[];
  readonly posted: readonly {
    readonly account: string;
    readonly ownerId: string;
    readonly objectId: string | null;
    readonly currency: string;
    readonly amountMinor: number;
  }[];
  readonly accounts: Readonly<
    Record<string, { readonly mode: 'test' | 'live'; readonly minRefundMinor: number }>
  >;
}

export interface BillBookingRow {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly startsAt: string;
  readonly keepIfLate: boolean;
  readonly predecessorId: string | null;
  readonly priceMinor: number;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly canBeRetaken: boolean;
  readonly rebooked: RebookedRow | null;
}

export interface RebookedRow {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly startsAt: string;
  readonly keepIfLate: boolean;
  readonly billId: string;
  readonly billVersion: number;
  readonly amountMinor: number;
}

export interface AttemptRow {
  readonly id: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
  readonly providerPaymentId: string;
  readonly state: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly method: string | null;
  readonly feeMinor: number | null;
  readonly taxMinor: number | null;
  readonly errorCode: string | null;
  readonly errorReason: string | null;
  readonly firstSeenAt: string;
  readonly authorizedAt: string | null;
  readonly capturedAt: string | null;
  readonly ruling: 'place' | 'return' | null;
  readonly ruledBy: string | null;
}

export interface ProviderRefundRow {
  readonly id: string;
  readonly attemptId: string;
  readonly providerRefundId: string;
  readonly requestId: string | null;
  readonly state: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly bankReference: string | null;
  readonly occurredAt: string;
}

export interface RequestRow {
  readonly id: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly causeKey: string;
  readonly requestedBy: string | null;
  readonly isAskedAgain: boolean;
  readonly state: string;
}

export interface OperationRow {
  readonly id: string;
  readonly kind: string;
  readonly providerAccountId: string;
  readonly subjectId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: string;
  readonly tries: number;
  readonly fence: number;
  readonly nextAt: string | null;
  readonly slaAt: string;
  readonly lastError: string | null;
}

/** The whole aggregate in one statement; undefined when there is no such bill, or none that this actor may see. */
export async function readBill(tx: Tx, clinicId: string, billId: string): Promise<BillRow | undefined> {
  const { rows } = await sql<{
    bill: BillRow | null;
  }>`select read_bill(${clinicId}::uuid, ${billId}::uuid) as bill`.execute(tx);
  return rows[0]?.bill ?? undefined;
}

/** Rows to write, by table; each carries `n`, the number of its change set. See `commit_money`. */
export type MoneyChanges = Readonly<Record<string, readonly object[]>>;

/**
 * Writes the change sets whose bills and bookings have not moved since they were read, all in this transaction. Returns
 * the numbers of those that were written; the others are read again and decided again. Errors: SLOT_TAKEN when the time
 * of a successor was taken meanwhile.
 */
export async function commitMoney(
  tx: Tx,
  change: { readonly changes: MoneyChanges; readonly reason: string },
): Promise<readonly number[]> {
  const { rows } = await sql<{ written: number[] }>`select commit_money('', '', ${storableJson({
    ...change.changes,
    reason: change.reason,
  })}::jsonb) as written`.execute(tx);
  return rows[0]?.written ?? [];
}

export interface ObjectRoute {
  readonly objectId: string;
  readonly kind: string;
  readonly clinicId: string;
  readonly paymentId: string;
  readonly billId: string;
}

export interface ReadEvent {
  readonly isKnown: boolean;
  /** Meaningful only for a known event. */
  readonly isSameBody: boolean;
  readonly providerAccountId: string;
  readonly routes: readonly ObjectRoute[];
  readonly bills: readonly BillRow[];
}

export interface EventToRead {
  readonly deduplicationKey: string;
  readonly rawBody: Uint8Array;
  readonly providerAccountId: string;
  /** Orders, payments and refunds that the event names. */
  readonly objectIds: readonly string[];
  readonly requestId: string;
}

/** First of the two statements of a webhook. */
export function readEventStatement(event: EventToRead): Statement<{ event: ReadEvent }> {
  return {
    text: 'select read_event($1, $2, $3, $4::text[], $5) as event',
    values: [
      event.deduplicationKey,
      Buffer.from(event.rawBody),
      event.providerAccountId,
      event.objectIds,
      event.requestId,
    ],
  };
}

export interface EventRow {
  readonly id: string;
  readonly key: string;
  readonly providerAccountId: string;
  readonly eventId: string | null;
  readonly eventType: string;
  readonly rawBody: Uint8Array;
  readonly facts: unknown;
  readonly state: string;
  readonly reason: string | null;
  readonly isOtherBody: boolean;
  readonly clinicId: string | null;
  readonly paymentId: string | null;
  readonly retryAfterSeconds: number;
}

/** Second of the two: the event in its final state together with its effects, as change set 1. */
export function commitEventStatement(
  requestId: string,
  event: EventRow,
  change: { readonly changes: MoneyChanges; readonly reason: string },
): Statement<{ written: number[] }> {
  const { rawBody, ...row } = event;
  const stored = { ...row, n: 1, raw: Buffer.from(rawBody).toString('base64') };
  return {
    text: 'select commit_money($1, $2, $3::jsonb) as written',
    values: [
      'system:webhook',
      requestId,
      storableJson({ ...change.changes, events: [stored], reason: change.reason }),
    ],
  };
}

export interface BillRoute {
  readonly clinicId: string;
  readonly billId: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
}

/** The bill of a provider's order or payment id; undefined for one that is not ours, or not yet. */
export async function routeToBill(
  tx: Tx,
  providerAccountId: string,
  objectIds: readonly string[],
): Promise<BillRoute | undefined> {
  const { rows } = await sql<BillRoute>`
    select o.clinic_id as "clinicId", p.bill_id as "billId", p.id as "paymentId",
      o.provider_account_id as "providerAccountId"
    from unnest(${objectIds}::text[]) with ordinality i (object_id, place)
      cross join lateral (
        select * from provider_objects q
        where q.provider_account_id = ${providerAccountId} and q.object_id = i.object_id offset 0) o
      join payments p on p.clinic_id = o.clinic_id and p.id = o.payment_id
    order by i.place limit 1`.execute(tx);
  return rows[0];
}

export interface BillKey {
  readonly clinicId: string;
  readonly billId: string;
}

/** Bills that are queued for a review, and those at which the passing of time has changed something. */
export async function dueBills(tx: Tx, limit: number): Promise<readonly BillKey[]> {
  const { rows } = await sql<BillKey>`
    select clinic_id as "clinicId", bill_id as "billId" from (
      select clinic_id, bill_id from (
        select clinic_id, bill_id from bills_to_review order by id limit ${limit}) queued
      union
      select clinic_id, id from (
        select clinic_id, id from bills where review_at <= app_now() order by review_at limit ${limit}) due
    ) both_kinds limit ${limit}`.execute(tx);
  return rows;
}

/** What is queued for this bill now. */
export async function queuedReviews(tx: Tx, { clinicId, billId }: BillKey): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('bills_to_review')
    .where('clinic_id', '=', clinicId)
    .where('bill_id', '=', billId)
    .select('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function removeReviews(tx: Tx, clinicId: string, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('bills_to_review').where('clinic_id', '=', clinicId).where('id', 'in', ids).execute();
}

/**
 * Records an order of ours that we did not know: its receipt is our payment's id. False when there is no such
 * payment, or it belongs to another account.
 */
export async function learnOrder(
  tx: Tx,
  order: {
    readonly providerAccountId: string;
    readonly orderId: string;
    readonly paymentId: string;
  },
): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    with learnt as (
      insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
      select ${order.providerAccountId}, ${order.orderId}, 'order', p.clinic_id, p.id from payments p
      where p.id::text = ${order.paymentId}
        and coalesce(p.provider_account_id, ${order.providerAccountId}) = ${order.providerAccountId}
      on conflict do nothing returning 1
    )
    select exists (select 1 from learnt) as known`.execute(tx);
  return rows[0]?.known ?? false;
}

/**
 * Opens a bill of its own for a provider payment that belongs to no order of ours, once. False where nothing says whose books
 * hold it.
 */
export async function openUnknownBill(
  tx: Tx,
  providerAccountId: string,
  providerPaymentId: string,
): Promise<boolean> {
  const { rows } = await sql<{ bill: string | null }>`
    select open_unknown_bill(${providerAccountId}::uuid, ${providerPaymentId}) as bill`.execute(tx);
  return (rows[0]?.bill ?? null) !== null;
}
