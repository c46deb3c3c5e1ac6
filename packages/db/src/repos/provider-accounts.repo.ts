import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface ProviderAccount {
  readonly provider: string;
  readonly accountId: string;
  readonly mode: 'test' | 'live';
}

/** Rejected for a live account where the installation's clock is shifted. */
export async function registerProviderAccount(tx: Tx, account: ProviderAccount): Promise<void> {
  await sql`select register_provider_account(${account.provider}, ${account.accountId}, ${account.mode})`.execute(
    tx,
  );
}

/** Up to when the account was swept; null for one that never was. */
export async function sweptUntil(tx: Tx, account: Omit<ProviderAccount, 'mode'>): Promise<Date | null> {
  const { rows } = await sql<{ swept_until: Date | null }>`
    select swept_until from provider_accounts
    where id = provider_account_of(${account.provider}, ${account.accountId})`.execute(tx);
  return rows[0]?.swept_until ?? null;
}

/** Moves the cursor of the sweep forward, never back. */
export async function moveSweep(tx: Tx, account: Omit<ProviderAccount, 'mode'>, until: Date): Promise<void> {
  await sql`update provider_accounts set swept_until = greatest(swept_until, ${until})
    where id = provider_account_of(${account.provider}, ${account.accountId})`.execute(tx);
}
