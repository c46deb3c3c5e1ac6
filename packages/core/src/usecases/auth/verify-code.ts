import { timingSafeEqual } from 'node:crypto';
import type { verifyCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import type { UseCase } from '@holdfast/contract/use-cases';
import {
  accountOfPhone,
  consumeChallenge,
  countWrongTry,
  lockChallenge,
} from '@holdfast/db/repos/accounts.repo';
import { codeHash } from '../../domain/auth/one-time-code.ts';
import { asSystem, type Tx } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, type IssuedSession, issueSession } from './issue-session.ts';

const maxWrongTries = 5;

type Verdict =
  | { readonly kind: 'wrong' | 'suspended' }
  | { readonly kind: 'right'; readonly session: IssuedSession };

/** A wrong try must be counted, so it commits: the verdict is a value, not an exception. */
async function judge(tx: Tx, deps: AuthDeps, challengeId: string, code: string): Promise<Verdict> {
  const challenge = await lockChallenge(tx, challengeId);
  if (!challenge || challenge.isOver || challenge.wrongTries >= maxWrongTries) return { kind: 'wrong' };
  if (!timingSafeEqual(codeHash(challengeId, code), challenge.codeHash)) {
    await countWrongTry(tx, challengeId);
    return { kind: 'wrong' };
  }
  await consumeChallenge(tx, challengeId);
  const account = await accountOfPhone(tx, challenge.phone, challenge.locale);
  if (account.status !== 'active') return { kind: 'suspended' };
  return { kind: 'right', session: await issueSession(tx, deps, account.id, deps.ids.next()) };
}

/** A code works once, for its five tries, until it expires. */
export function verifyCode(deps: AuthDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const verdict = await asSystem(deps, 'system:auth', context.requestId, (tx) =>
      judge(tx, deps, input.challengeId, input.code),
    );
    if (verdict.kind === 'right') return handOver(deps, context, verdict.session);
    throw new AppError(verdict.kind === 'suspended' ? 'ACCOUNT_SUSPENDED' : 'INVALID_CREDENTIALS');
  };
}
