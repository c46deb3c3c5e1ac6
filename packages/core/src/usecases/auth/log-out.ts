import { logOut as procedure } from '@holdfast/contract/auth/auth.procedures';
import type { RequestContext } from '@holdfast/contract/context';
import { endFamily } from '@holdfast/db/repos/accounts.repo';
import { already, go } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';
import type { IssuedSession } from './issue-session.ts';
import { loadSentSession, type SentSession } from './sent-session.ts';

type Owner = Pick<IssuedSession, 'userId' | 'familyId'>;

/** The log-in of the refresh token, or else of the access token: a client that has only a bearer logs out with it. */
function ownerOf(sent: SentSession | undefined, { actor }: RequestContext): Owner | undefined {
  if (sent) return sent.session;
  return actor.kind === 'user' && actor.familyId !== null
    ? { userId: actor.userId, familyId: actor.familyId }
    : undefined;
}

/** Ends the log-in and everything issued from it. Logging out twice, or with an unknown token, succeeds. */
export function logOut(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: () => null,
    as: 'system:auth',
    load: async (step) => {
      const { sent } = await loadSentSession(step);
      return { owner: ownerOf(sent, step.context) };
    },
    decide: ({ owner }) => (owner ? go(owner) : already),
    write: async ({ tx }, _row, owner) => {
      await endFamily(tx, owner.familyId);
      return owner;
    },
    auditedAs: (_row, owner) => ({ clinicId: null, subjectId: owner.userId }),
    answer: (_owner, context): { loggedOut: true } => {
      context.cookies?.clear();
      return { loggedOut: true };
    },
    wakes: [],
  })(deps);
}
