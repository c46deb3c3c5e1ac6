import type { SessionTokens } from '@holdfast/contract/auth/auth.procedures';
import type { RequestContext } from '@holdfast/contract/context';
import { toInstant } from '@holdfast/contract/time';
import { insertFamily, insertSession } from '@holdfast/db/repos/accounts.repo';
import type { z } from 'zod';
import { type NewRefreshToken, newRefreshToken } from '../../domain/auth/refresh-token.ts';
import type { Tx } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';

export interface IssuedSession {
  readonly userId: string;
  readonly familyId: string;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** Stores the hash of a refresh token. */
export async function issueSession(
  tx: Tx,
  deps: AuthDeps,
  owner: Pick<IssuedSession, 'userId' | 'familyId'>,
  { token, hash }: NewRefreshToken,
): Promise<IssuedSession> {
  const { userId, familyId } = owner;
  const ttlDays = deps.refreshTtlDays;
  const refreshExpiresAt = await insertSession(tx, { userId, familyId, tokenHash: hash, ttlDays });
  return { userId, familyId, refreshToken: token, refreshExpiresAt };
}

/** A log-in: a family of its own, which lasts until log-out. */
export async function startSession(tx: Tx, deps: AuthDeps, userId: string): Promise<IssuedSession> {
  const familyId = deps.ids.next();
  await insertFamily(tx, familyId, userId);
  return issueSession(tx, deps, { userId, familyId }, newRefreshToken());
}

/** Delivers the tokens: as HttpOnly cookies to the web, in the body to other clients, never both. */
export function handOver(
  deps: AuthDeps,
  context: RequestContext,
  session: IssuedSession,
): z.input<typeof SessionTokens> {
  const access = deps.tokens.mint(session);
  const tokens = {
    accessToken: access.token,
    accessExpiresAt: access.expiresAt,
    refreshToken: session.refreshToken,
    refreshExpiresAt: session.refreshExpiresAt,
  };
  context.cookies?.set(tokens);
  const inBody = context.cookies === null;
  return {
    userId: session.userId,
    accessToken: inBody ? tokens.accessToken : null,
    accessExpiresAt: toInstant(tokens.accessExpiresAt),
    refreshToken: inBody ? tokens.refreshToken : null,
    refreshExpiresAt: toInstant(tokens.refreshExpiresAt),
  };
}
