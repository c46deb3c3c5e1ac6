import { listAccounts as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { listManagedAccounts } from '@holdfast/db/repos/managed-accounts.repo';
import { defineQuery } from '../../usecase/define-query.ts';
import type { KeyDeps } from './prove-keys.ts';
import { renderRow } from './render-account.ts';

/** The clinic's own accounts, and what can be connected; nothing where this installation has no wrapping key. */
export function listAccounts(deps: KeyDeps) {
  return defineQuery({
    procedure,
    place: (input) => ({ clinicId: input.clinicId }),
    read: async (tx, input) => {
      const accounts = [];
      for (const row of await listManagedAccounts(tx, input.clinicId))
        accounts.push(await renderRow(tx, row));
      const connectable = (deps.accountKeys?.adapters ?? []).map(({ provider, accountRef, secrets }) => ({
        provider,
        accountRefForm: accountRef.form,
        secrets: secrets.map(({ purpose, form }) => ({ purpose, form })),
      }));
      return { accounts, connectable };
    },
  })(deps);
}
