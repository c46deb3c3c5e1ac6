import { AppError } from '@holdfast/contract/errors';
import { providerAccountState } from '@holdfast/contract/payment/provider-account.states';
import { connectAccount as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { askForKeys } from '@holdfast/db/repos/account-keys.repo';
import { findManagedAccount, findOwnAccount } from '@holdfast/db/repos/managed-accounts.repo';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found } from '../../usecase.ts';
import {
  adapterOf,
  configured,
  enteredSecrets,
  type KeyDeps,
  proveKeys,
  requireAccountRef,
  requireAll,
} from './prove-keys.ts';
import { renderAccount } from './render-account.ts';
import { useAlone } from './use-alone.ts';

/**
 * A new account, or a closed one again: its keys are proved by a read of the provider, then sealed and stored in one commit. Test
 * keys are in use at once; live ones wait for a second person.
 */
export function connectAccount(deps: KeyDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ clinicId: input.clinicId }),
    reasonOf: (input) => input.reason,
    prepare: async (tx, input) => {
      const own = await findOwnAccount(tx, input.clinicId, input);
      if (own && own.state !== providerAccountState.closed) throw new AppError('ACCOUNT_TAKEN');
      const { clinicId, reason } = input;
      return {
        place: { clinicId, providerAccountId: own?.id ?? deps.ids.next(), keyChangeId: deps.ids.next() },
        reason,
      };
    },
    call: async ({ place }, { provider, accountRef, mode, secrets: given }) => {
      const keys = configured(deps.accountKeys);
      const adapter = adapterOf(keys, provider);
      requireAccountRef(adapter, accountRef);
      const secrets = enteredSecrets(adapter, given);
      requireAll(adapter, secrets);
      const { offers } = await proveKeys(adapter, { accountRef, mode, secrets });
      const sealed = await keys.vault.sealAll(place, secrets);
      return { kind: 'apply', answer: { account: { provider, accountRef, mode, offers }, secrets: sealed } };
    },
    apply: async (tx, { place, reason }, { account, secrets }) => {
      await askForKeys(tx, place, { reason, account, secrets });
      const { keysVersion } = await found(findManagedAccount(tx, place.providerAccountId), 'account');
      await useAlone(tx, place, { mode: account.mode, keysVersion, kept: [] });
      return {
        output: await found(renderAccount(tx, place.providerAccountId), 'account'),
        audited: { clinicId: place.clinicId, subjectId: place.providerAccountId },
      };
    },
    answer: (account) => account,
    wakes: [],
  })(deps);
}
