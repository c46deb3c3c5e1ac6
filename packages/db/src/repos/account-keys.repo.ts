import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface DataKeyRow {
  readonly id: string;
  readonly wrappedBy: string;
  readonly wrapped: Buffer;
}

/** The clinic's data key, as it is stored. System only. */
export async function readDataKey(tx: Tx, clinicId: string): Promise<DataKeyRow | undefined> {
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_by as "wrappedBy", wrapped from read_data_key(${clinicId}::uuid)`.execute(tx);
  return rows[0];
}

/** Keeps the clinic's first data key; returns the one in force, which another process may have kept before. */
export async function keepDataKey(tx: Tx, clinicId: string, key: DataKeyRow): Promise<DataKeyRow> {
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_by as "wrappedBy", wrapped
    from keep_data_key(${clinicId}::uuid, ${key.id}::uuid, ${key.wrappedBy}, ${key.wrapped})`.execute(tx);
  if (!rows[0]) throw new Error('keep_data_key returned no row');
  return rows[0];
}

export interface ClinicDataKey extends DataKeyRow {
  readonly clinicId: string;
}

/** Data keys that another key than this one wraps. */
export async function dataKeysToRewrap(tx: Tx, wrappedBy: string): Promise<ClinicDataKey[]> {
  const { rows } = await sql<ClinicDataKey>`
    select clinic_id as "clinicId", id, wrapped_by as "wrappedBy", wrapped
    from data_keys_to_rewrap(${wrappedBy})`.execute(tx);
  return rows;
}

/** False when another process has rewrapped it. */
export async function rewrapDataKey(
  tx: Tx,
  key: ClinicDataKey,
  again: Pick<DataKeyRow, 'wrappedBy' | 'wrapped'>,
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select rewrap_data_key(
    ${key.clinicId}::uuid, ${key.id}::uuid, ${key.wrapped}, ${again.wrappedBy}, ${again.wrapped}) as done`.execute(
    tx,
  );
  return rows[0]?.done ?? false;
}

export interface SealedSecretRow {
  readonly clinicId: string;
  readonly id: string;
  readonly keyChangeId: string;
  readonly purpose: SecretPurpose;
  readonly dataKeyId: string;
  readonly wrappedBy: string;
  readonly wrapped: Buffer;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
  /** False while it waits for an approval. */
  readonly isActive: boolean;
}

/** What an account is opened with. System only. */
export async function readSealedSecrets(tx: Tx, providerAccountId: string): Promise<SealedSecretRow[]> {
  const { rows } = await sql<SealedSecretRow>`
    select clinic_id as "clinicId", id, key_change_id as "keyChangeId", purpose, data_key_id as "dataKeyId",
      wrapped_by as "wrappedBy", wrapped, nonce, sealed, is_active as "isActive"
    from read_sealed_secrets(${providerAccountId}::uuid)`.execute(tx);
  return rows;
}

/** A secret on its way into its row; nobody can read it there. */
export interface SealedDraft {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly dataKeyId: string;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
  readonly lastFour: string | null;
}

const asJson = (drafts: readonly SealedDraft[]): string =>
  JSON.stringify(
    drafts.map((draft) => ({
      id: draft.id,
      purpose: draft.purpose,
      data_key_id: draft.dataKeyId,
      nonce: draft.nonce.toString('base64'),
      sealed: draft.sealed.toString('base64'),
      last_four: draft.lastFour,
    })),
  );

export interface KeyPlace {
  readonly clinicId: string;
  readonly providerAccountId: string;
  readonly keyChangeId: string;
}

export interface AccountDraft {
  readonly provider: string;
  readonly accountRef: string;
  readonly mode: 'test' | 'live';
  readonly offers: object;
}

/** Stores keys that wait. With a draft of an account, its row too. Errors: ACCOUNT_TAKEN, STATE_CONFLICT while others wait. */
export async function askForKeys(
  tx: Tx,
  place: KeyPlace,
  asked: {
    readonly reason: string;
    readonly account: AccountDraft | null;
    readonly secrets: readonly SealedDraft[];
  },
): Promise<void> {
  const { account } = asked;
  const draft = account && JSON.stringify({ ...account, account_ref: account.accountRef });
  await sql`select ask_for_keys(
    ${place.clinicId}::uuid, ${place.providerAccountId}::uuid, ${place.keyChangeId}::uuid, ${asked.reason},
    ${draft}::jsonb, ${asJson(asked.secrets)}::jsonb)`.execute(tx);
}

/**
 * Puts waiting keys into use. `kept` stays valid beside them and was made of the keys of `keysVersion`. Errors: STATE_CONFLICT
 * when these have changed since; SECOND_PERSON_NEEDED.
 */
export async function applyKeys(
  tx: Tx,
  place: KeyPlace,
  keysVersion: number,
  kept: readonly SealedDraft[],
): Promise<void> {
  await sql`select apply_keys(
    ${place.clinicId}::uuid, ${place.providerAccountId}::uuid, ${place.keyChangeId}::uuid, ${keysVersion}::int,
    ${asJson(kept)}::jsonb)`.execute(tx);
}

async function isDone(statement: Promise<{ rows: { done: boolean }[] }>): Promise<boolean> {
  return (await statement).rows[0]?.done ?? false;
}

/** False when they wait no longer. */
export async function withdrawKeys(tx: Tx, place: KeyPlace): Promise<boolean> {
  return isDone(
    sql<{ done: boolean }>`select withdraw_keys(
      ${place.clinicId}::uuid, ${place.providerAccountId}::uuid, ${place.keyChangeId}::uuid) as done`.execute(
      tx,
    ),
  );
}

/** False when there is none. */
export async function retirePreviousSecret(
  tx: Tx,
  clinicId: string,
  providerAccountId: string,
): Promise<boolean> {
  return isDone(
    sql<{ done: boolean }>`
      select retire_previous_secret(${clinicId}::uuid, ${providerAccountId}::uuid) as done`.execute(tx),
  );
}
