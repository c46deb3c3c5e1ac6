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

/** Undefined for an account that does not exist. */
export async function stateOfAccount(tx: Tx, id: string): Promise<ProviderAccountState | undefined> {
  const row = await tx
    .selectFrom('provider_accounts')
    .where('id', '=', id)
    .select('state')
    .executeTakeFirst();
  return row?.state;
}

/** The account behind a webhook address. */
export async function accountOfKey(
  tx: Tx,
  provider: string,
  webhookKey: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('provider_accounts')
    .where('webhook_key', '=', webhookKey)
    .where('provider', '=', provider)
    .select('id')
    .executeTakeFirst();
  return row?.id;
}

export interface OrderPlace {
  readonly clinicId: string;
  readonly currency: string;
}

/** The account for a new order, of those that the process can open: the clinic's own, else the platform's. */
export async function accountForOrder(
  tx: Tx,
  { clinicId, currency }: OrderPlace,
  mode: 'test' | 'live',
  openable: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from provider_accounts
    where id = any (${openable}::uuid[]) and mode = ${mode} and state = ${providerAccountState.active}
      and (clinic_id = ${clinicId}::uuid or clinic_id is null)
      and (currencies = '{}' or ${currency} = any (currencies))
    order by clinic_id is null, registered_at desc limit 1`.execute(tx);
  return rows[0]?.id;
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
