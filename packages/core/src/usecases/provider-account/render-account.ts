import type { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { toInstant } from '@holdfast/contract/time';
import {
  findManagedAccount,
  type ManagedAccountRow,
  type StoredSecretRow,
  storedSecretsOf,
} from '@holdfast/db/repos/managed-accounts.repo';
import type { z } from 'zod';
import type { Tx } from '../../usecase.ts';

type AccountOut = z.input<typeof ProviderAccount>;

const toSecret = ({ purpose, lastFour, since }: StoredSecretRow) => ({
  purpose,
  lastFour,
  since: toInstant(since),
});

function pendingOf(row: ManagedAccountRow, secrets: readonly StoredSecretRow[]): AccountOut['pending'] {
  const { pendingId, pendingSince, pendingReason } = row;
  if (pendingId === null || pendingSince === null || pendingReason === null) return null;
  return {
    id: pendingId,
    requestedBy: row.requestedName ?? '',
    requestedAt: toInstant(pendingSince),
    reason: pendingReason,
    secrets: secrets.filter(({ waitsWith }) => waitsWith === pendingId).map(toSecret),
    mayConfirm: row.mayConfirm,
  };
}

/** The account as its reader may see it: never a secret. */
export async function renderRow(tx: Tx, row: ManagedAccountRow): Promise<AccountOut> {
  const secrets = await storedSecretsOf(tx, row);
  return {
    id: row.id,
    provider: row.provider,
    accountRef: row.accountRef,
    mode: row.mode,
    state: row.state,
    stateSince: toInstant(row.stateSince),
    webhookPath: `/webhooks/${row.provider}/${row.webhookKey}`,
    secrets: secrets.filter(({ waitsWith }) => waitsWith === null).map(toSecret),
    pending: pendingOf(row, secrets),
    version: row.version,
  };
}

export async function renderAccount(tx: Tx, id: string): Promise<AccountOut | undefined> {
  const row = await findManagedAccount(tx, id);
  return row && renderRow(tx, row);
}
