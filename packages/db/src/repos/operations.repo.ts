import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface LeasedOperation {
  readonly clinicId: string;
  readonly billId: string;
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly providerAccountId: string;
  readonly fence: number;
  readonly tries: number;
}

/** Leases one operation that is due and open; the raised fence rejects what its earlier holder still writes. */
export async function leaseOperation(
  tx: Tx,
  leaseSeconds: number,
  resting: readonly string[],
): Promise<LeasedOperation | undefined> {
  const { rows } = await sql<LeasedOperation>`
    with due as (
      select clinic_id, id from operations
      where next_at <= app_now() and operation_is_open(state)
        and (leased_until is null or leased_until <= clock_timestamp())
        and not provider_account_id = any (${resting}::uuid[])
      order by next_at limit 1 for update skip locked
    )
    update operations o set fence = o.fence + 1,
      leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from due where o.clinic_id = due.clinic_id and o.id = due.id
    returning o.clinic_id as "clinicId", o.bill_id as "billId", o.id, o.kind, o.subject_id as "subjectId",
      o.provider_account_id as "providerAccountId", o.fence, o.tries`.execute(tx);
  return rows[0];
}

/** Ends the lease. With `retryAfterSeconds`, a call that did not go out is due again only then. */
export async function releaseOperation(
  tx: Tx,
  operation: Pick<LeasedOperation, 'clinicId' | 'id' | 'fence'>,
  retry: { readonly afterSeconds: number; readonly error: string } | null,
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({
      leased_until: null,
      ...(retry && {
        next_at: sql<Date>`app_now() + make_interval(secs => ${retry.afterSeconds})`,
        last_error: retry.error,
      }),
    })
    .where('clinic_id', '=', operation.clinicId)
    .where('id', '=', operation.id)
    .where('fence', '=', operation.fence)
    .execute();
}
