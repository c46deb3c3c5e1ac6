import {
  type ProviderAccountState,
  providerAccountState,
} from '@holdfast/contract/payment/provider-account.states';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface AccountRegistration {
  readonly provider: string;
  readonly accountRef: string;
  readonly mode: 'test' | 'live';
  /** What the adapter declares. */
  readonly offers: {
    readonly currencies: readonly string[];
    readonly rails: readonly string[];
    readonly capabilities: object;
  };
}

/** Makes or refreshes the account's row. Rejected for a live account where the installation's clock is shifted. */
export async function registerProviderAccount(tx: Tx, account: AccountRegistration): Promise<string> {
  const { provider, accountRef, mode, offers } = account;
  const { rows } = await sql<{ id: string }>`select register_provider_account(
    ${provider}, ${accountRef}, ${mode}, ${JSON.stringify(offers)}::jsonb) as id`.execute(tx);
  if (!rows[0]) throw new Error('register_provider_account returned no row');
  return rows[0].id;
}

/** An account, as far as a process needs it to open it. */
export interface OpenableAccountRow {
  readonly id: string;
  readonly provider: string;
  readonly accountRef: string;
  readonly mode: 'test' | 'live';
  readonly state: ProviderAccountState;
  /** 0 for an account whose keys were never stored. */
  readonly keysVersion: number;
}

const openableColumns = sql`id, provider, account_ref as "accountRef", mode, state, keys_version as "keysVersion"`;

/** Undefined for an account that does not exist. */
export async function openableAccount(tx: Tx, id: string): Promise<OpenableAccountRow | undefined> {
  const { rows } = await sql<OpenableAccountRow>`
    select ${openableColumns} from provider_accounts where id = ${id}::uuid`.execute(tx);
  return rows[0];
}

/** The account behind a webhook address. */
export async function accountOfKey(
  tx: Tx,
  provider: string,
  webhookKey: string,
): Promise<OpenableAccountRow | undefined> {
  const { rows } = await sql<OpenableAccountRow>`
    select ${openableColumns} from provider_accounts
    where webhook_key = ${webhookKey} and provider = ${provider}`.execute(tx);
  return rows[0];
}

/** Open accounts whose keys are stored. */
export async function storedAccounts(tx: Tx): Promise<OpenableAccountRow[]> {
  const { rows } = await sql<OpenableAccountRow>`
    select ${openableColumns} from provider_accounts
    where keys_version > 0 and provider_account_is_open(state) order by registered_at, id`.execute(tx);
  return rows;
}

export interface OrderPlace {
  readonly clinicId: string;
  readonly currency: string;
}

/** What a process can open. */
export interface Openable {
  /** With keys of its environment, and the mode of the first of them; null where there are none. */
  readonly held: readonly string[];
  readonly mode: 'test' | 'live' | null;
  /** Providers whose stored keys it can open. */
  readonly providers: readonly string[];
}

/**
 * The account for a new order, of those that the process can open: with stored keys the clinic's own, else the environment's.
 * A test account takes no order where a live one can.
 */
export async function accountForOrder(
  tx: Tx,
  { clinicId, currency }: OrderPlace,
  { held, mode, providers }: Openable,
): Promise<OpenableAccountRow | undefined> {
  const { rows } = await sql<OpenableAccountRow>`
    select ${openableColumns} from provider_accounts
    where state = ${providerAccountState.active} and (currencies = '{}' or ${currency} = any (currencies))
      and case when id = any (${held}::uuid[])
        then mode = ${mode} and (clinic_id = ${clinicId}::uuid or clinic_id is null)
        else clinic_id = ${clinicId}::uuid and keys_version > 0 and provider = any (${providers}::text[]) end
    order by mode <> 'live', clinic_id is null, registered_at desc limit 1`.execute(tx);
  return rows[0];
}

/** Up to when the account was swept, null for one that never was; with the business time of the reading. */
export async function readSweep(
  tx: Tx,
  id: string,
): Promise<{ readonly sweptUntil: Date | null; readonly now: Date }> {
  const row = await tx
    .selectFrom('provider_accounts')
    .where('id', '=', id)
    .select(['swept_until as sweptUntil', sql<Date>`app_now()`.as('now')])
    .executeTakeFirstOrThrow();
  return row;
}

/** Moves the cursor of the sweep forward, never back. */
export async function moveSweep(tx: Tx, id: string, until: Date): Promise<void> {
  await sql`update provider_accounts set swept_until = greatest(swept_until, ${until})
    where id = ${id}::uuid`.execute(tx);
}
