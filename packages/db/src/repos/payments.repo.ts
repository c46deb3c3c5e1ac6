import type { OperationState } from '@holdfast/contract/money/operation.states';
import { attemptState, paymentState } from '@holdfast/contract/payment/payment.states';
import { providerRefundState } from '@holdfast/contract/refund/provider-refund.states';
import type { RefundReason, RefundState } from '@holdfast/contract/refund/refund.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface OrderAttachment {
  readonly clinicId: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
  readonly orderId: string;
}

/**
 * Compare-and-set; returns the order in force, which may be an earlier one, of another account even. Null when the booking
 * cannot be paid any more.
 */
export async function attachProviderOrder(
  tx: Tx,
  order: OrderAttachment,
): Promise<Pick<OrderAttachment, 'orderId' | 'providerAccountId'> | null> {
  const { rows } = await sql<{
    orderId: string | null;
    providerAccountId: string | null;
    isPayable: boolean;
  }>`
    select order_id as "orderId", account_id as "providerAccountId", is_payable as "isPayable" from attach_provider_order(
      ${order.clinicId}::uuid, ${order.paymentId}::uuid, ${order.providerAccountId}::uuid, ${order.orderId})`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error('the payment is not visible to this actor');
  const { orderId, providerAccountId, isPayable } = row;
  if (!isPayable || orderId === null || providerAccountId === null) return null;
  return { orderId, providerAccountId };
}

export interface OrderIntent {
  /** A fresh one where the earlier order of the booking cannot bring what is unpaid. */
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly operationId: string;
  /** Where the first try was made. */
  readonly providerAccountId: string;
  readonly fence: number;
  /** True when nothing can have been made at the provider yet. */
  readonly isFirst: boolean;
}

interface NewIntent {
  readonly clinicId: string;
  readonly paymentId: string;
  /** The id of a fresh payment, where one is needed. */
  readonly freshPaymentId: string;
  readonly providerAccountId: string;
  readonly operationId: string;
  readonly leaseSeconds: number;
}

/** Undefined while another caller makes the order, and where none is needed any more. */
export async function beginOrder(tx: Tx, intent: NewIntent): Promise<OrderIntent | undefined> {
  const { rows } = await sql<OrderIntent>`
    select payment_id as "paymentId", amount_minor as "amountMinor", operation_id as "operationId",
      account_id as "providerAccountId", fence, is_first as "isFirst"
    from begin_order(
      ${intent.clinicId}::uuid, ${intent.paymentId}::uuid, ${intent.freshPaymentId}::uuid, ${intent.providerAccountId}::uuid,
      ${intent.operationId}::uuid, ${intent.leaseSeconds}::int)`.execute(tx);
  return rows[0];
}

/** Whether the order of a payment can still bring what is unpaid of its booking. */
export async function isOrderCurrent(tx: Tx, clinicId: string, paymentId: string): Promise<boolean> {
  const { rows } = await sql<{ isCurrent: boolean }>`
    select is_order_current(${clinicId}::uuid, ${paymentId}::uuid) as "isCurrent"`.execute(tx);
  return rows[0]?.isCurrent === true;
}

interface FailedOrder extends Pick<OrderIntent, 'operationId' | 'fence'> {
  readonly clinicId: string;
  readonly state: OperationState;
  readonly error: string;
}

export async function failOrder(
  tx: Tx,
  { clinicId, operationId, fence, state, error }: FailedOrder,
): Promise<void> {
  await sql`select fail_order(${clinicId}::uuid, ${operationId}::uuid, ${fence}::bigint, ${state}, ${error})`.execute(
    tx,
  );
}

export async function findPayment(tx: Tx, paymentId: string) {
  return tx.selectFrom('payments').selectAll().where('id', '=', paymentId).executeTakeFirst();
}

/** The order that a bill is paid by: its latest. */
export async function findPaymentOfBill(tx: Tx, billId: string) {
  return tx
    .selectFrom('payments')
    .selectAll()
    .where('bill_id', '=', billId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The bill that a payment's booking stands on now: money that came late may have moved it. Without a booking, its own. */
export async function billOfPayment(tx: Tx, paymentId: string): Promise<string> {
  const row = await tx
    .selectFrom('payments as p')
    .leftJoin('bookings as b', (on) =>
      on.onRef('b.clinic_id', '=', 'p.clinic_id').onRef('b.id', '=', 'p.booking_id'),
    )
    .select((eb) => eb.fn.coalesce('b.bill_id', 'p.bill_id').as('bill_id'))
    .where('p.id', '=', paymentId)
    .executeTakeFirstOrThrow();
  return row.bill_id;
}

/** Attempts on every order of a bill. */
export async function attemptsOf(tx: Tx, clinicId: string, billId: string) {
  return tx
    .selectFrom('payments as p')
    .innerJoin('payment_attempts as a', (on) =>
      on.onRef('a.clinic_id', '=', 'p.clinic_id').onRef('a.payment_id', '=', 'p.id'),
    )
    .selectAll('a')
    .where('p.clinic_id', '=', clinicId)
    .where('p.bill_id', '=', billId)
    .orderBy('a.created_at')
    .execute();
}

export interface RefundView {
  readonly id: string;
  /** Of the attempt whose money goes back. */
  readonly provider_payment_id: string;
  readonly state: RefundState;
  readonly amount_minor: number;
  readonly currency: string;
  readonly reason: RefundReason;
  readonly bank_reference: string | null;
  readonly updated_at: Date;
}

/** Requests with what the provider has of them, and what was returned there without a request of ours. */
export async function refundsOf(tx: Tx, clinicId: string, billId: string): Promise<RefundView[]> {
  const made: RefundReason = 'provider_initiated';
  const { rows } = await sql<RefundView>`
    select r.id, a.provider_payment_id, r.state, r.amount_minor, r.currency, r.reason, f.bank_reference,
      greatest(r.updated_at, f.updated_at) as updated_at, r.created_at
    from payments p join refunds r on r.clinic_id = p.clinic_id and r.payment_id = p.id
      join payment_attempts a on a.clinic_id = r.clinic_id and a.id = r.attempt_id
    left join lateral (
      select max(q.bank_reference) as bank_reference, max(q.updated_at) as updated_at from provider_refunds q
      where q.clinic_id = r.clinic_id and q.attempt_id = r.attempt_id and q.request_id = r.id
    ) f on true
    where p.clinic_id = ${clinicId} and p.bill_id = ${billId}
    union all
    select f.id, a.provider_payment_id, f.state, f.amount_minor, f.currency, ${made}, f.bank_reference, f.updated_at, f.created_at
    from payments p join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
      join provider_refunds f on f.clinic_id = a.clinic_id and f.attempt_id = a.id
    where p.clinic_id = ${clinicId} and p.bill_id = ${billId} and f.request_id is null
      -- The release of an authorization is told as a refund too: nothing had come.
      and a.state = ${attemptState.captured}
    order by created_at`.execute(tx);
  return rows;
}

export interface OpenOrder {
  readonly clinicId: string;
  readonly paymentId: string;
  readonly billId: string;
  readonly providerAccountId: string;
  readonly orderId: string;
  /** The provider's window for late money is over. */
  readonly overdue: boolean;
}

/**
 * Claims up to `limit` open orders that are due for a poll and postpones their next poll, so that two workers never
 * poll the same one. Backs off from 10 s to 15 min.
 */
export async function takeDueOrders(tx: Tx, limit: number, lateMoneyDays: number): Promise<OpenOrder[]> {
  const { rows } = await sql<OpenOrder>`
    with due as (
      select clinic_id, id from payments
      where next_poll_at <= app_now() order by next_poll_at limit ${limit} for update skip locked
    )
    update payments p set
      polls = p.polls + 1,
      next_poll_at = app_now() + least(interval '10 seconds' * power(1.5, least(p.polls, 20)), interval '15 minutes')
    from due where p.clinic_id = due.clinic_id and p.id = due.id
    returning p.clinic_id as "clinicId", p.id as "paymentId", p.bill_id as "billId",
      p.provider_account_id as "providerAccountId", p.provider_order_id as "orderId",
      p.created_at < app_now() - make_interval(days => ${lateMoneyDays}) as overdue`.execute(tx);
  return rows;
}

/**
 * Stops polling an order at which nothing is open any more: it is captured or overdue, and no refund of it waits for the
 * provider. What happens to it later is seen by the sweeps of its account.
 */
export async function stopPolling(tx: Tx, order: OpenOrder): Promise<void> {
  await sql`
    update payments p set next_poll_at = null
    where p.clinic_id = ${order.clinicId} and p.id = ${order.paymentId}
      and (${order.overdue} or p.state = ${paymentState.captured})
      and not exists (
        select 1 from payment_attempts a join provider_refunds f on f.clinic_id = a.clinic_id and f.attempt_id = a.id
        where a.clinic_id = p.clinic_id and a.payment_id = p.id and f.state = ${providerRefundState.submitted})`.execute(
    tx,
  );
}
