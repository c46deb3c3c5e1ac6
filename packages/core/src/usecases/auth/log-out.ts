import type { logOut as procedure } from '@holdfast/contract/auth/auth.procedures';
import type { UseCase } from '@holdfast/contract/use-cases';
import { lockSession, revokeFamily } from '@holdfast/db/repos/accounts.repo';
import { refreshTokenHash } from '../../domain/auth/refresh-token.ts';
import { asSystem } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';

/** Ends the session's whole family. Logging out twice, or with a token nobody knows, is being logged out. */
export function logOut(deps: AuthDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const token = input.refreshToken ?? context.cookies?.refreshToken ?? null;
    if (token !== null) {
      await asSystem(deps, 'system:auth', context.requestId, async (tx) => {
        const session = await lockSession(tx, refreshTokenHash(token));
        if (session) await revokeFamily(tx, session.familyId);
      });
    }
    context.cookies?.clear();
    return { loggedOut: true };
  };
}
