import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

/** Adds a mark when something was posted since the last one. */
export async function markLedger(
  tx: Tx,
  checkpoint: { readonly afterSeconds: number; readonly afterPostings: number },
): Promise<void> {
  await sql`select mark_ledger(${checkpoint.afterSeconds}::int, ${checkpoint.afterPostings}::int)`.execute(
    tx,
  );
}

export interface LedgerBalance {
  readonly account: string;
  /** Of an account that is kept per bill: the clinic. */
  readonly ownerId: string;
  readonly currency: string;
  /** Above zero is a debit. */
  readonly amountMinor: number;
}

export interface LedgerBalances {
  /** Asked for again with this time, the answer is the same for ever. ISO 8601, microseconds. */
  readonly markedAt: string;
  /** Without those that are zero. */
  readonly balances: readonly LedgerBalance[];
}

/** The books as they stood at the last mark up to `at`, an instant as text; undefined before the first mark. */
export async function ledgerBalancesAt(
  tx: Tx,
  clinicId: string,
  at: string,
): Promise<LedgerBalances | undefined> {
  const { rows } = await sql<{ found: LedgerBalances | null }>`
    select ledger_balances_at(${clinicId}::uuid, ${at}::timestamptz) as found`.execute(tx);
  return rows[0]?.found ?? undefined;
}
