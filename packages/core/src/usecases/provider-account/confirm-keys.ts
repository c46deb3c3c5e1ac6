import { AppError } from '@holdfast/contract/errors';
import { confirmKeys as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { applyKeys } from '@holdfast/db/repos/account-keys.repo';
import { findManagedAccount } from '@holdfast/db/repos/managed-accounts.repo';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found } from '../../usecase.ts';
import { previousSecrets, secretsAfter } from './keep-previous.ts';
import { adapterOf, configured, type KeyDeps, proveKeys } from './prove-keys.ts';
import { renderAccount } from './render-account.ts';

const waitsNoLonger = (): AppError =>
  new AppError('STATE_CONFLICT', { internal: 'these keys wait no longer' });

/**
 * The second person puts live keys into use. They are proved once more: they may have waited for days. Errors:
 * SECOND_PERSON_NEEDED for the person who asked; STATE_CONFLICT when they wait no longer.
 */
export function confirmKeys(deps: KeyDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'provider_account', subjectId: input.providerAccountId }),
    reasonOf: (input) => input.reason,
    prepare: async (tx, { providerAccountId, keyChangeId }) => {
      const account = await findManagedAccount(tx, providerAccountId);
      if (!account) return undefined;
      if (account.pendingId !== keyChangeId) throw waitsNoLonger();
      if (!account.mayConfirm) throw new AppError('SECOND_PERSON_NEEDED');
      return { account, place: { clinicId: account.clinicId, providerAccountId, keyChangeId } };
    },
    call: async ({ account, place }) => {
      const keys = configured(deps.accountKeys);
      const adapter = adapterOf(keys, account.provider);
      const all = await keys.vault.openAll(account.id);
      const active = all.filter(({ isActive }) => isActive);
      const waiting = all.filter(({ keyChangeId }) => keyChangeId === place.keyChangeId);
      // Withdrawn since they were read: erased, and nothing is left to prove.
      if (waiting.length === 0) throw waitsNoLonger();
      const entered = new Map(waiting.map(({ purpose, value }) => [purpose, value]));
      await proveKeys(adapter, { ...account, secrets: secretsAfter(active, entered) });
      const kept = await keys.vault.sealAll(place, previousSecrets(active, entered));
      return { kind: 'apply', answer: kept };
    },
    apply: async (tx, { account, place }, kept) => {
      await applyKeys(tx, place, account.keysVersion, kept);
      return {
        output: await found(renderAccount(tx, account.id), 'account'),
        audited: { clinicId: account.clinicId, subjectId: account.id },
      };
    },
    answer: (account) => account,
    wakes: [],
  })(deps);
}
