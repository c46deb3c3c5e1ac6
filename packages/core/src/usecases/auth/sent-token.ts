import type { RequestContext } from '@holdfast/contract/context';
import { refreshTokenHash } from '../../domain/auth/refresh-token.ts';

/** The refresh token of a request, from its body or else its cookie; only its hash is passed on. */
export function sentToken(
  context: RequestContext,
  input: { readonly refreshToken?: string | undefined },
): { readonly hash: Buffer } | null {
  const token = input.refreshToken ?? context.cookies?.refreshToken ?? null;
  return token === null ? null : { hash: refreshTokenHash(token) };
}
