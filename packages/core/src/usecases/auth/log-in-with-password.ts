import type { logInWithPassword as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import type { UseCase } from '@holdfast/contract/use-cases';
import { findAccountByEmail } from '@holdfast/db/repos/accounts.repo';
import { asSystem } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, issueSession } from './issue-session.ts';

/** One answer, and one duration, for an unknown e-mail and a wrong password. */
export function logInWithPassword(deps: AuthDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const account = await asSystem(deps, 'system:auth', context.requestId, (tx) =>
      findAccountByEmail(tx, input.email),
    );
    // Hashing takes tens of milliseconds: never inside a transaction.
    const isRight = await deps.passwords.verify(account?.passwordHash ?? null, input.password);
    if (!account || !isRight) throw new AppError('INVALID_CREDENTIALS');
    if (account.status !== 'active') throw new AppError('ACCOUNT_SUSPENDED');
    const session = await asSystem(deps, 'system:auth', context.requestId, (tx) =>
      issueSession(tx, deps, account.id, deps.ids.next()),
    );
    return handOver(deps, context, session);
  };
}
