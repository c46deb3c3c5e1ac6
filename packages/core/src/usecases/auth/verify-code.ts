import { timingSafeEqual } from 'node:crypto';
import { verifyCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import {
  accountOfPhone,
  accountStatusOfPhone,
  type ChallengeRow,
  consumeChallenge,
  countWrongTry,
  lockChallenge,
} from '@holdfast/db/repos/accounts.repo';
import { type Decision, go, refuse, refuseAndKeep } from '../../decision.ts';
import { codeHash } from '../../domain/auth/one-time-code.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, startSession } from './issue-session.ts';

const maxWrongTries = 5;

interface Try {
  readonly challenge: ChallengeRow | null;
  readonly isRight: boolean;
  /** Of the account that the phone belongs to; null before its first log-in. */
  readonly accountStatus: string | null;
}

/** A wrong try is counted and a correct code is used up even when the caller gets an error: both commit. */
function decide({
  challenge,
  isRight,
  accountStatus,
}: Try): Decision<ChallengeRow, 'wrong_try' | 'consumed'> {
  if (!challenge || challenge.isOver) return refuse('INVALID_CREDENTIALS', 'no open challenge');
  if (challenge.wrongTries >= maxWrongTries) return refuse('INVALID_CREDENTIALS', 'too many wrong tries');
  if (!isRight) return refuseAndKeep('INVALID_CREDENTIALS', 'wrong code', 'wrong_try');
  if (accountStatus !== null && accountStatus !== 'active')
    return refuseAndKeep('ACCOUNT_SUSPENDED', 'suspended', 'consumed');
  return go(challenge);
}

/** A code works once, within five tries, until it expires. */
export function verifyCode(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: () => null,
    as: 'system:auth',
    subjectOf: (input) => input.challengeId,
    load: async ({ tx, input }): Promise<Try> => {
      const challenge = await lockChallenge(tx, input.challengeId);
      if (!challenge) return { challenge: null, isRight: false, accountStatus: null };
      const isRight = timingSafeEqual(
        codeHash(deps.otpSecret, input.challengeId, input.code),
        challenge.codeHash,
      );
      return { challenge, isRight, accountStatus: await accountStatusOfPhone(tx, challenge.phone) };
    },
    decide,
    keep: ({ tx, subjectId }, _row, trace) =>
      trace === 'wrong_try' ? countWrongTry(tx, subjectId) : consumeChallenge(tx, subjectId),
    write: async ({ tx, subjectId }, _row, challenge) => {
      await consumeChallenge(tx, subjectId);
      const account = await accountOfPhone(tx, challenge.phone, challenge.locale);
      return startSession(tx, deps, account.id);
    },
    auditedAs: ({ challenge }, session) => ({
      clinicId: challenge?.clinicId ?? null,
      subjectId: session.userId,
    }),
    answer: (session, context) => {
      if (session === null) throw new AppError('INTERNAL', { internal: 'a log-in without a session' });
      return handOver(deps, context, session);
    },
    wakes: [],
  })(deps);
}
