import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

/**
 * Acquires or extends the lease of a name for `ttlSeconds`. Null while another process holds it; else the fence, which
 * rises with each new holder.
 */
export async function holdLease(
  tx: Tx,
  name: string,
  holder: string,
  ttlSeconds: number,
): Promise<number | null> {
  const { rows } = await sql<{ fence: number }>`
    insert into leases (name, holder, expires_at)
    values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${ttlSeconds}))
    on conflict (name) do update set
      holder = excluded.holder, expires_at = excluded.expires_at,
      fence = leases.fence + case when leases.holder = excluded.holder then 0 else 1 end
    where leases.holder = excluded.holder or leases.expires_at <= clock_timestamp()
    returning fence`.execute(tx);
  return rows[0]?.fence ?? null;
}

export async function releaseLease(tx: Tx, name: string, holder: string): Promise<void> {
  await tx
    .updateTable('leases')
    .set({ expires_at: sql<Date>`clock_timestamp()` })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
}

export interface AccountState {
  readonly state: string;
  /** A credential; kept only while it can be scanned. */
  readonly qrText: string | null;
  readonly note: string | null;
}

export async function saveWhatsappAccount(
  tx: Tx,
  account: string,
  { state, qrText, note }: AccountState,
): Promise<void> {
  const values = { state, qr_text: qrText, note, updated_at: sql<Date>`app_now()` };
  await tx
    .insertInto('whatsapp_accounts')
    .values({ account, ...values })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(values))
    .execute();
}

export interface CheckedInvariant {
  readonly number: number;
  readonly name: string;
  readonly violations: number;
}

export async function saveInvariants(tx: Tx, results: readonly CheckedInvariant[]): Promise<void> {
  for (const { number, name, violations } of results) {
    const values = { name, violations, checked_at: sql<Date>`app_now()` };
    await tx
      .insertInto('invariant_results')
      .values({ number, ...values })
      .onConflict((conflict) => conflict.column('number').doUpdateSet(values))
      .execute();
  }
}

/**
 * Deletes changes that no client will resume from any more. Always a prefix of the feed in read order: deleting by time
 * alone could remove a row from the middle, as write times and transaction ids may disagree.
 */
export async function pruneFeed(tx: Tx, keepDays: number): Promise<void> {
  await sql`
    delete from feed where xid < coalesce(
      (select min(xid) from feed where at >= app_now() - make_interval(days => ${keepDays})),
      pg_snapshot_xmin(pg_current_snapshot()))`.execute(tx);
}
