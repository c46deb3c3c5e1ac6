import { withdrawKeys as procedure } from '@holdfast/contract/provider-account/provider-account.procedures';
import { withdrawKeys as withdraw } from '@holdfast/db/repos/account-keys.repo';
import { findManagedAccount } from '@holdfast/db/repos/managed-accounts.repo';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderAccount } from './render-account.ts';

/** Keys that wait are erased, by either person. An account that was never used is closed with them. */
export const withdrawKeys = defineCommand({
  procedure,
  place: (input) => ({ subject: 'provider_account', subjectId: input.providerAccountId }),
  subjectOf: (input) => input.providerAccountId,
  reasonOf: (input) => input.reason,
  load: ({ tx, input }) => findManagedAccount(tx, input.providerAccountId),
  decide: ({ pendingId }, { input }) =>
    pendingId === input.keyChangeId ? go(null) : refuse('STATE_CONFLICT', 'these keys wait no longer'),
  write: ({ tx, input }, { clinicId }) => withdraw(tx, { ...input, clinicId }),
  render: renderAccount,
  wakes: [],
});
