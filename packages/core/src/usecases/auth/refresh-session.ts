import type { refreshSession as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import type { UseCase } from '@holdfast/contract/use-cases';
import { lockSession, markSessionUsed, revokeFamily } from '@holdfast/db/repos/accounts.repo';
import { refreshTokenHash } from '../../domain/auth/refresh-token.ts';
import { asSystem, type Tx } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';
import { handOver, type IssuedSession, issueSession } from './issue-session.ts';

type Verdict =
  | { readonly kind: 'refused' | 'suspended' }
  | { readonly kind: 'rotated'; readonly session: IssuedSession };

/** A second use means that somebody has a copy: the whole family ends, and that must commit. */
async function rotate(tx: Tx, deps: AuthDeps, token: string): Promise<Verdict> {
  const session = await lockSession(tx, refreshTokenHash(token));
  if (!session) return { kind: 'refused' };
  if (session.wasUsed) {
    await revokeFamily(tx, session.familyId);
    return { kind: 'refused' };
  }
  if (session.isOver) return { kind: 'refused' };
  if (session.accountStatus !== 'active') return { kind: 'suspended' };
  await markSessionUsed(tx, session.id);
  return { kind: 'rotated', session: await issueSession(tx, deps, session.userId, session.familyId) };
}

export function refreshSession(deps: AuthDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const token = input.refreshToken ?? context.cookies?.refreshToken ?? null;
    if (token === null) throw new AppError('UNAUTHENTICATED');
    const verdict = await asSystem(deps, 'system:auth', context.requestId, (tx) => rotate(tx, deps, token));
    if (verdict.kind === 'rotated') return handOver(deps, context, verdict.session);
    context.cookies?.clear();
    throw new AppError(verdict.kind === 'suspended' ? 'ACCOUNT_SUSPENDED' : 'UNAUTHENTICATED');
  };
}
