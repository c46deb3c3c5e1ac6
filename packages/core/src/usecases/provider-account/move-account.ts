import { AppError } from '@holdfast/contract/errors';
import {
  type ProviderAccountState,
  providerAccountState,
} from '@holdfast/contract/payment/provider-account.states';
import * as procedures from '@holdfast/contract/provider-account/provider-account.procedures';
import { findManagedAccount, moveAccount, usesOfAccount } from '@holdfast/db/repos/managed-accounts.repo';
import { decideAccountMove } from '../../domain/provider-account/decide-account-move.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderAccount } from './render-account.ts';

type Life = typeof procedures.drainAccount | typeof procedures.resumeAccount | typeof procedures.closeAccount;

function movesTo(procedure: Life, to: ProviderAccountState) {
  return defineCommand({
    procedure,
    place: (input) => ({ subject: 'provider_account', subjectId: input.providerAccountId }),
    subjectOf: (input) => input.providerAccountId,
    reasonOf: (input) => input.reason,
    load: ({ tx, input }) => findManagedAccount(tx, input.providerAccountId),
    decide: ({ state }) => decideAccountMove(state, to),
    write: async ({ tx }, account) => {
      if (to === providerAccountState.closed) {
        // The move checks the same under its lock; this tells the person what it is.
        const accountUse = await usesOfAccount(tx, account);
        if (Object.values(accountUse).some((count) => count > 0))
          throw new AppError('ACCOUNT_IN_USE', { details: { accountUse } });
      }
      return moveAccount(tx, account, to);
    },
    render: renderAccount,
    wakes: [],
  });
}

/** No new orders; what the account has goes on. */
export const drainAccount = movesTo(procedures.drainAccount, providerAccountState.draining);
/** New orders again. */
export const resumeAccount = movesTo(procedures.resumeAccount, providerAccountState.active);
/** Its keys are erased. Errors: ACCOUNT_IN_USE with what depends on it. */
export const closeAccount = movesTo(procedures.closeAccount, providerAccountState.closed);
