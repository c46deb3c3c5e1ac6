import { AppError } from '@holdfast/contract/errors';
import { providerAccountMachine } from '@holdfast/contract/payment/provider-account.states';
import { rotateKeys as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { askForKeys } from '@holdfast/db/repos/account-keys.repo';
import { findManagedAccount } from '@holdfast/db/repos/managed-accounts.repo';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found } from '../../usecase.ts';
import { previousSecrets, secretsAfter } from './keep-previous.ts';
import { adapterOf, configured, enteredSecrets, type KeyDeps, proveKeys } from './prove-keys.ts';
import { renderAccount } from './render-account.ts';
import { useAlone } from './use-alone.ts';

/**
 * New keys for an open account, all or some of them. They are proved together with those that stay. Live ones wait for a second
 * person; until then the keys before go on.
 */
export function rotateKeys(deps: KeyDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'provider_account', subjectId: input.providerAccountId }),
    reasonOf: (input) => input.reason,
    prepare: async (tx, { providerAccountId, reason }) => {
      const account = await findManagedAccount(tx, providerAccountId);
      if (!account) return undefined;
      if (!providerAccountMachine.is.open(account.state) || account.pendingId !== null)
        throw new AppError('STATE_CONFLICT', { internal: `${account.state}, ${account.pendingId}` });
      const { clinicId } = account;
      return { account, reason, place: { clinicId, providerAccountId, keyChangeId: deps.ids.next() } };
    },
    call: async ({ account, place }, input) => {
      const keys = configured(deps.accountKeys);
      const adapter = adapterOf(keys, account.provider);
      const entered = enteredSecrets(adapter, input.secrets);
      const active = (await keys.vault.openAll(account.id)).filter(({ isActive }) => isActive);
      await proveKeys(adapter, { ...account, secrets: secretsAfter(active, entered) });
      const secrets = await keys.vault.sealAll(place, entered);
      const kept = await keys.vault.sealAll(place, previousSecrets(active, entered));
      return { kind: 'apply', answer: { secrets, kept } };
    },
    apply: async (tx, { account, place, reason }, { secrets, kept }) => {
      const { mode, keysVersion } = account;
      await askForKeys(tx, place, { reason, account: null, secrets });
      await useAlone(tx, place, { mode, keysVersion, kept });
      return {
        output: await found(renderAccount(tx, account.id), 'account'),
        audited: { clinicId: account.clinicId, subjectId: account.id },
      };
    },
    answer: (account) => account,
    wakes: [],
  })(deps);
}
