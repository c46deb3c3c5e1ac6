import { paymentMachine, paymentState } from '@holdfast/contract/payment/payment.states';
import { type RefundReason, refundMachine } from '@holdfast/contract/refund/refund.states';
import { sql } from 'kysely';
import { storableJson } from '../storable-json.ts';
import type { Tx } from '../tenant-tx.ts';

export interface Refundable {
  readonly clinicId: string;
  readonly attemptId: string;
  readonly refundableMinor: number;
}

/** What can still be refunded of a payment's captured attempt; undefined when nothing was captured. */
export async function lockRefundable(
  tx: Tx,
  clinicId: string,
  paymentId: string,
): Promise<Refundable | undefined> {
  const attempt = await tx
    .selectFrom('payments as p')
    .innerJoin('payment_attempts as a', (join) =>
      join.onRef('a.clinic_id', '=', 'p.clinic_id').onRef('a.id', '=', 'p.settling_attempt_id'),
    )
    .where('p.clinic_id', '=', clinicId)
    .where('p.id', '=', paymentId)
    .select(['a.id', 'a.amount_minor'])
    .forUpdate('p')
    .executeTakeFirst();
  if (!attempt) return undefined;
  const { given } = await tx
    .selectFrom('refunds')
    .where('clinic_id', '=', clinicId)
    .where('attempt_id', '=', attempt.id)
    .where('state', 'in', refundMachine.sets.counts)
    .select((eb) =>
      eb.cast<number>(eb.fn.coalesce(eb.fn.sum('amount_minor'), eb.lit(0)), 'bigint').as('given'),
    )
    .executeTakeFirstOrThrow();
  return { clinicId, attemptId: attempt.id, refundableMinor: attempt.amount_minor - given };
}

export interface RefundRequest {
  readonly clinicId: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly reason: RefundReason;
  /** Names the cause; one cause creates at most one refund. */
  readonly causeKey: string;
  readonly userId: string | null;
}

/** Writes the intent of a refund; null when this cause already has one. */
export async function requestRefund(tx: Tx, request: RefundRequest): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`select request_refund(
    ${request.clinicId}::uuid, ${request.attemptId}::uuid, ${request.amountMinor}::bigint, ${request.reason}, ${request.causeKey},
    ${request.userId}::uuid) as id`.execute(tx);
  return rows[0]?.id ?? null;
}

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

/** Passes one fact to the reducer and returns its outcome. */
export async function applyPaymentFact(tx: Tx, providerAccountId: string, fact: object): Promise<string> {
  const { rows } = await sql<{ outcome: string }>`select apply_payment_fact(
    ${providerAccountId}::uuid, ${storableJson(fact)}::jsonb) as outcome`.execute(tx);
  return rows[0]?.outcome ?? 'recorded';
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

export async function attemptsOf(tx: Tx, clinicId: string, paymentId: string) {
  return tx
    .selectFrom('payment_attempts')
    .selectAll()
    .where('clinic_id', '=', clinicId)
    .where('payment_id', '=', paymentId)
    .orderBy('created_at')
    .execute();
}

export async function refundsOf(tx: Tx, clinicId: string, paymentId: string) {
  return tx
    .selectFrom('refunds')
    .selectAll()
    .where('clinic_id', '=', clinicId)
    .where('payment_id', '=', paymentId)
    .orderBy('created_at')
    .execute();
}

export interface OpenOrder {
  readonly clinicId: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly polls: number;
  /** No booking awaits this money any more and the provider's window for late money is over. */
  readonly overdue: boolean;
}

/**
 * Claims up to `limit` open orders that are due for a poll and postpones their next poll, so that two workers never
 * poll the same one. Backs off from 10 s to 15 min, and to 6 h once it is paid: from then on only a second capture or a
 * refund made at the provider can still happen.
 */
export async function takeDueOrders(tx: Tx, limit: number, lateMoneyDays: number): Promise<OpenOrder[]> {
  const { rows } = await sql<OpenOrder>`
    with due as (
      select clinic_id, id from payments
      where next_poll_at <= app_now() order by next_poll_at limit ${limit} for update skip locked
    )
    update payments p set
      polls = p.polls + 1,
      next_poll_at = app_now() + least(interval '10 seconds' * power(1.5, least(p.polls, 20)),
        case when p.state = ${paymentState.captured} then interval '6 hours' else interval '15 minutes' end)
    from due where p.clinic_id = due.clinic_id and p.id = due.id
    returning p.clinic_id as "clinicId", p.id as "paymentId", p.provider_account_id as "providerAccountId", p.provider_order_id as "orderId",
      p.amount_minor as "amountMinor", p.currency, p.polls,
      p.created_at < app_now() - make_interval(days => ${lateMoneyDays}) as overdue`.execute(tx);
  return rows;
}

/** Stops polling an order; a payment that never received money is closed with it. */
export async function stopPolling(
  tx: Tx,
  clinicId: string,
  paymentId: string,
  close: boolean,
): Promise<void> {
  await tx
    .updateTable('payments')
    .set({ next_poll_at: null })
    .where('clinic_id', '=', clinicId)
    .where('id', '=', paymentId)
    .execute();
  if (!close) return;
  await tx
    .updateTable('payments')
    .set({ state: paymentState.closed })
    .where('clinic_id', '=', clinicId)
    .where('id', '=', paymentId)
    .where('state', 'in', paymentMachine.sets.open)
    .execute();
}
