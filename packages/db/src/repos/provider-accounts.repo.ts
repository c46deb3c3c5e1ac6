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
