import { refreshSession as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import { markSessionUsed, revokeFamily, type SessionRow } from '@holdfast/db/repos/accounts.repo';
import { type Decision, go, refuse, refuseAndKeep } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, issueSession } from './issue-session.ts';
import { loadSentSession } from './sent-session.ts';

/** A second use means that the token was copied: the whole family is revoked, and that must commit. */
function decide({ session }: { session: SessionRow | undefined }): Decision<SessionRow, SessionRow> {
  if (!session) return refuse('UNAUTHENTICATED', 'unknown refresh token');
  if (session.wasUsed) return refuseAndKeep('UNAUTHENTICATED', 'refresh token used twice', session);
  if (session.isOver) return refuse('UNAUTHENTICATED', 'session is over');
  if (session.accountStatus !== 'active') return refuse('ACCOUNT_SUSPENDED', 'suspended');
  return go(session);
}

/** Exchanges a refresh token for its successor. */
export function refreshSession(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: () => null,
    as: 'system:auth',
    load: loadSentSession,
    decide,
    keep: ({ tx }, _row, session) => revokeFamily(tx, session.familyId),
    write: async ({ tx }, _row, session) => {
      await markSessionUsed(tx, session.id);
      return issueSession(tx, deps, session.userId, session.familyId);
    },
    auditedAs: (_row, session) => ({ clinicId: null, subjectId: session.userId }),
    answer: (session, context) => {
      if (session === null) throw new AppError('INTERNAL', { internal: 'a refresh without a session' });
      return handOver(deps, context, session);
    },
    refused: (context) => context.cookies?.clear(),
    wakes: [],
  })(deps);
}
