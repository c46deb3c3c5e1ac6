import type { AccountUse } from '@holdfast/contract/errors';
import type { ProviderAccountState } from '@holdfast/contract/payment/provider-account.states';
import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface StoredSecretRow {
  readonly purpose: SecretPurpose;
  readonly lastFour: string | null;
  readonly since: Date;
  /** Null for one in use, else the change that it waits with. */
  readonly waitsWith: string | null;
}

/** An account as the people of its clinic see it. */
export interface ManagedAccountRow {
  readonly id: string;
  readonly clinicId: string;
  readonly provider: string;
  readonly accountRef: string;
  readonly mode: 'test' | 'live';
  readonly state: ProviderAccountState;
  readonly version: number;
  readonly keysVersion: number;
  readonly webhookKey: string;
  readonly stateSince: Date;
  readonly pendingId: string | null;
  readonly pendingReason: string | null;
  readonly pendingSince: Date | null;
  /** What the person who asked is called, for the one who confirms. */
  readonly requestedName: string | null;
  /** False for the person who asked. */
  readonly mayConfirm: boolean;
}

async function accountsWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<ManagedAccountRow[]> {
  const { rows } = await sql<ManagedAccountRow>`
    select a.id, a.clinic_id as "clinicId", a.provider, a.account_ref as "accountRef", a.mode, a.state, a.version,
      a.keys_version as "keysVersion", a.webhook_key as "webhookKey", a.updated_at as "stateSince",
      c.id as "pendingId", c.reason as "pendingReason", c.requested_at as "pendingSince", u.display_name as "requestedName",
      c.requested_by is distinct from current_actor_id() as "mayConfirm"
    from provider_accounts a
      left join key_changes c on c.clinic_id = a.clinic_id and c.provider_account_id = a.id
        and c.applied_at is null and c.withdrawn_at is null
      left join users u on u.id = c.requested_by
    where ${condition} order by a.mode <> 'live', a.updated_at desc, a.id`.execute(tx);
  return rows;
}

export async function listManagedAccounts(tx: Tx, clinicId: string): Promise<ManagedAccountRow[]> {
  return accountsWhere(tx, sql`a.clinic_id = ${clinicId}::uuid`);
}

export async function findManagedAccount(tx: Tx, id: string): Promise<ManagedAccountRow | undefined> {
  return (await accountsWhere(tx, sql`a.id = ${id}::uuid and a.clinic_id is not null`))[0];
}

/** The clinic's own row of an account at a provider, in whatever state. */
export async function findOwnAccount(
  tx: Tx,
  clinicId: string,
  account: Pick<ManagedAccountRow, 'provider' | 'accountRef' | 'mode'>,
): Promise<ManagedAccountRow | undefined> {
  const [row] = await accountsWhere(
    tx,
    sql`a.clinic_id = ${clinicId}::uuid and a.provider = ${account.provider}
      and a.account_ref = ${account.accountRef} and a.mode = ${account.mode}`,
  );
  return row;
}

/** Secrets of an account that are in use or wait; what may be shown of them. */
export async function storedSecretsOf(
  tx: Tx,
  { clinicId, id }: Pick<ManagedAccountRow, 'clinicId' | 'id'>,
): Promise<StoredSecretRow[]> {
  const { rows } = await sql<StoredSecretRow>`
    select purpose, last_four as "lastFour", coalesce(active_since, created_at) as since,
      case when active_since is null then key_change_id end as "waitsWith"
    from sealed_secrets
    where clinic_id = ${clinicId}::uuid and provider_account_id = ${id}::uuid and retired_at is null
    order by purpose`.execute(tx);
  return rows;
}

/** What still depends on the account, over all rows of the clinic. */
export async function usesOfAccount(
  tx: Tx,
  { clinicId, id }: Pick<ManagedAccountRow, 'clinicId' | 'id'>,
): Promise<AccountUse> {
  const { rows } = await sql<AccountUse>`
    select open_orders as "openOrders", open_refunds as "openRefunds", open_operations as "openOperations",
      waiting_events as "waitingEvents", paid_visits as "paidVisits", unplaced_money as "unplacedMoney"
    from uses_of_account(${clinicId}::uuid, ${id}::uuid)`.execute(tx);
  if (!rows[0]) throw new Error('uses_of_account returned no row');
  return rows[0];
}

/** Along an edge of its machine; false when the account has moved meanwhile. */
export async function moveAccount(
  tx: Tx,
  { clinicId, id }: Pick<ManagedAccountRow, 'clinicId' | 'id'>,
  to: ProviderAccountState,
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select move_provider_account(${clinicId}::uuid, ${id}::uuid, ${to}) as done`.execute(tx);
  return rows[0]?.done ?? false;
}
