import { isPreviousPurpose } from '@holdfast/contract/payment/provider-accounts';
import { retirePrevious as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { retirePreviousSecret } from '@holdfast/db/repos/account-keys.repo';
import { findManagedAccount, storedSecretsOf } from '@holdfast/db/repos/managed-accounts.repo';
import { already, go } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderAccount } from './render-account.ts';

/** Ends the time in which the secret from before a rotation is still accepted. */
export const retirePrevious = defineCommand({
  procedure,
  place: (input) => ({ subject: 'provider_account', subjectId: input.providerAccountId }),
  subjectOf: (input) => input.providerAccountId,
  reasonOf: (input) => input.reason,
  load: async ({ tx, input }) => {
    const account = await findManagedAccount(tx, input.providerAccountId);
    return account && { account, secrets: await storedSecretsOf(tx, account) };
  },
  decide: ({ secrets }) => (secrets.some(({ purpose }) => isPreviousPurpose(purpose)) ? go(null) : already),
  write: ({ tx }, { account }) => retirePreviousSecret(tx, account.clinicId, account.id),
  render: renderAccount,
  wakes: [],
});
