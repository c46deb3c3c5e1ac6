import { refundMachine, refundState } from '@holdfast/contract/refund/refund.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface LeasedRefund {
  readonly clinicId: string;
  readonly id: string;
  readonly providerAccountId: string;
  readonly fence: number;
  readonly state: (typeof refundMachine.sets.open)[number];
  readonly tries: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly providerPaymentId: string;
  readonly providerRefundId: string | null;
}

/** Leases one refund that is due; the raised fence rejects writes of the previous holder. */
export async function leaseRefund(tx: Tx, leaseSeconds: number): Promise<LeasedRefund | undefined> {
  const { rows } = await sql<LeasedRefund>`
    with due as (
      select clinic_id, id from refunds
      where refund_is_open(state) and next_try_at <= app_now()
        and (leased_until is null or leased_until <= clock_timestamp())
      order by next_try_at limit 1 for update skip locked
    )
    update refunds r set fence = r.fence + 1, tries = r.tries + 1,
      leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from due, payment_attempts a
    where r.clinic_id = due.clinic_id and r.id = due.id and a.clinic_id = r.clinic_id and a.id = r.attempt_id
    returning r.clinic_id as "clinicId", r.id, r.fence, r.state, r.tries, r.amount_minor as "amountMinor", r.currency,
      a.provider_account_id as "providerAccountId", a.provider_payment_id as "providerPaymentId", r.provider_refund_id as "providerRefundId"`.execute(
    tx,
  );
  return rows[0];
}

/** Commits that the request is about to be sent; false when the lease is no longer ours. */
export async function markSubmitted(tx: Tx, refund: LeasedRefund): Promise<boolean> {
  const result = await tx
    .updateTable('refunds')
    .set({ state: refundState.submitted })
    .where('clinic_id', '=', refund.clinicId)
    .where('id', '=', refund.id)
    .where('fence', '=', refund.fence)
    .where('state', 'in', refundMachine.sets.open)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface RefundSetback {
  readonly state: 'submitted' | 'unknown' | 'failed';
  readonly error: string | null;
  /** Null stops the retries. */
  readonly retryAfterSeconds: number | null;
}

/** Releases the lease and schedules the next try. */
export async function releaseRefund(tx: Tx, refund: LeasedRefund, setback: RefundSetback): Promise<void> {
  await tx
    .updateTable('refunds')
    .set({
      state: setback.state,
      last_error: setback.error,
      leased_until: null,
      next_try_at:
        setback.retryAfterSeconds === null
          ? null
          : sql<Date>`app_now() + make_interval(secs => ${setback.retryAfterSeconds})`,
    })
    .where('clinic_id', '=', refund.clinicId)
    .where('id', '=', refund.id)
    .where('fence', '=', refund.fence)
    .where('state', 'in', refundMachine.sets.sent)
    .execute();
}
