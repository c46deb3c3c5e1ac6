import { logOut as procedure } from '@holdfast/contract/auth/auth.procedures';
import { revokeFamily } from '@holdfast/db/repos/accounts.repo';
import { already, go } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';
import { loadSentSession } from './sent-session.ts';

/** Ends the session's whole family. Logging out twice, or with an unknown token, succeeds. */
export function logOut(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: () => null,
    as: 'system:auth',
    load: loadSentSession,
    decide: ({ session }) => (session ? go(session) : already),
    write: async ({ tx }, _row, session) => {
      await revokeFamily(tx, session.familyId);
      return session;
    },
    auditedAs: (_row, session) => ({ clinicId: null, subjectId: session.userId }),
    answer: (_session, context): { loggedOut: true } => {
      context.cookies?.clear();
      return { loggedOut: true };
    },
    wakes: [],
  })(deps);
}
