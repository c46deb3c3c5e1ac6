import { refreshSession as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import { endFamily, markSessionUsed } from '@holdfast/db/repos/accounts.repo';
import { type Decision, go, refuse, refuseAndKeep } from '../../decision.ts';
import { successorOf } from '../../domain/auth/refresh-token.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, issueSession } from './issue-session.ts';
import { loadSentSession, type SentSession } from './sent-session.ts';

/** An answer may be lost, and the tabs of a browser renew at once: within this time a token is exchanged again. */
const repeatSeconds = 10;

/** A later second use means that the token was copied: the whole family ends, and that must commit. */
function decide({ sent }: { sent: SentSession | undefined }): Decision<SentSession, SentSession> {
  if (!sent) return refuse('UNAUTHENTICATED', 'unknown refresh token');
  const { session } = sent;
  if (session.isOver) return refuse('UNAUTHENTICATED', 'session is over');
  if (session.usedSecondsAgo !== null && session.usedSecondsAgo > repeatSeconds)
    return refuseAndKeep('UNAUTHENTICATED', 'refresh token used twice', sent);
  if (session.accountStatus !== 'active') return refuse('ACCOUNT_SUSPENDED', 'suspended');
  return go(sent);
}

/** Exchanges a refresh token for its successor. */
export function refreshSession(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: () => null,
    as: 'system:auth',
    load: loadSentSession,
    decide,
    keep: async ({ tx }, _row, { session }) => void (await endFamily(tx, session.familyId)),
    write: async ({ tx }, _row, { session, token }) => {
      if (session.usedSecondsAgo === null) await markSessionUsed(tx, session.id);
      return issueSession(tx, deps, session, successorOf(deps.refreshSecret, token));
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
