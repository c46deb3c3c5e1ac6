import type { RequestContext } from '@holdfast/contract/context';
import { lockSession, type SessionRow } from '@holdfast/db/repos/accounts.repo';
import { refreshTokenHash } from '../../domain/auth/refresh-token.ts';
import type { Tx } from '../../usecase.ts';

interface SentToken {
  readonly tx: Tx;
  readonly context: RequestContext;
  readonly input: { readonly refreshToken?: string | undefined };
}

export interface SentSession {
  readonly session: SessionRow;
  readonly token: string;
}

/** Locks the session of the refresh token in the body, or else in the cookie; undefined without or unknown. */
export async function loadSentSession({
  tx,
  context,
  input,
}: SentToken): Promise<{ sent: SentSession | undefined }> {
  const token = input.refreshToken ?? context.cookies?.refreshToken ?? null;
  const session = token === null ? undefined : await lockSession(tx, refreshTokenHash(token));
  return { sent: token !== null && session ? { session, token } : undefined };
}
