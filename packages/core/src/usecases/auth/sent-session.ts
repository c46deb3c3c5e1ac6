import type { RequestContext } from '@holdfast/contract/context';
import { lockSession, type SessionRow } from '@holdfast/db/repos/accounts.repo';
import { refreshTokenHash } from '../../domain/auth/refresh-token.ts';
import type { Tx } from '../../usecase.ts';

interface SentToken {
  readonly tx: Tx;
  readonly context: RequestContext;
  readonly input: { readonly refreshToken?: string | undefined };
}

/** Locks the session of the refresh token in the body, or else in the cookie; undefined without or unknown. */
export async function loadSentSession({
  tx,
  context,
  input,
}: SentToken): Promise<{ session: SessionRow | undefined }> {
  const token = input.refreshToken ?? context.cookies?.refreshToken ?? null;
  return { session: token === null ? undefined : await lockSession(tx, refreshTokenHash(token)) };
}
