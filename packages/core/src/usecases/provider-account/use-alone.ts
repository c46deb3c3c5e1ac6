import { type AccountMode, needsSecondPerson } from '@holdfast/contract/payment/provider-accounts';
import { applyKeys, type KeyPlace, type SealedDraft } from '@holdfast/db/repos/account-keys.repo';
import type { Tx } from '../../usecase.ts';

/** Puts keys into use in the transaction that stores them, where one person is enough. */
export async function useAlone(
  tx: Tx,
  place: KeyPlace,
  keys: {
    readonly mode: AccountMode;
    readonly keysVersion: number;
    readonly kept: readonly SealedDraft[];
  },
): Promise<void> {
  if (!needsSecondPerson(keys.mode)) await applyKeys(tx, place, keys.keysVersion, keys.kept);
}
