import { logInWithPassword as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import { findAccountByEmail } from '@holdfast/db/repos/accounts.repo';
import { defineExchange } from '../../usecase/define-exchange.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, startSession } from './issue-session.ts';

/** The same error in the same time for an unknown e-mail and a wrong password. */
export function logInWithPassword(deps: AuthDeps) {
  return defineExchange({
    procedure,
    place: () => null,
    as: 'system:auth',
    prepare: async (tx, input) => ({ account: await findAccountByEmail(tx, input.email) }),
    // Hashing takes tens of milliseconds: never inside a transaction.
    call: async ({ account }, input) => {
      const isRight = await deps.passwords.verify(account?.passwordHash ?? null, input.password);
      if (!account || !isRight) throw new AppError('INVALID_CREDENTIALS');
      if (account.status !== 'active') throw new AppError('ACCOUNT_SUSPENDED');
      return { kind: 'apply', answer: account.id };
    },
    apply: async (tx, _intent, userId) => ({
      output: await startSession(tx, deps, userId),
      audited: { clinicId: null, subjectId: userId },
    }),
    answer: (session, context) => handOver(deps, context, session),
    wakes: [],
  })(deps);
}
