import type { SessionTokens } from '@holdfast/contract/auth/auth.procedures';
import type { RequestContext } from '@holdfast/contract/context';
import { toInstant } from '@holdfast/contract/time';
import { insertSession } from '@holdfast/db/repos/accounts.repo';
import type { z } from 'zod';
import { newRefreshToken } from '../../domain/auth/refresh-token.ts';
import type { Tx } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';

export interface IssuedSession {
  readonly userId: string;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** Stores the hash of a new refresh token; a family lasts from log-in to log-out. */
export async function issueSession(
  tx: Tx,
  deps: AuthDeps,
  userId: string,
  familyId: string,
): Promise<IssuedSession> {
  const { token, hash } = newRefreshToken();
  const refreshExpiresAt = await insertSession(tx, {
    userId,
    familyId,
    tokenHash: hash,
    ttlDays: deps.refreshTtlDays,
  });
  return { userId, refreshToken: token, refreshExpiresAt };
}

/** Delivers the tokens: as HttpOnly cookies to the web, in the body to other clients, never both. */
export function handOver(
  deps: AuthDeps,
  context: RequestContext,
  session: IssuedSession,
): z.input<typeof SessionTokens> {
  const access = deps.tokens.mint(session.userId);
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
