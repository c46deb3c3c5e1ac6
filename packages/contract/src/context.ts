import type { ErrorCode } from './errors.ts';

/** Actors of the system itself, as they appear in history and audit. */
export const systemActors = [
  'system:auth',
  'system:expiry',
  'system:webhook',
  'system:callback',
  'system:reconciler',
  'system:refunds',
  'system:desk',
  'system:messages',
  'system:sealer',
  'system:feed',
  'system:invariants',
] as const;
export type SystemActor = (typeof systemActors)[number];

export type Actor =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user';
      readonly userId: string;
      /** Of the log-in behind the token; null for calls that come from no token. */
      readonly familyId: string | null;
    }
  | { readonly kind: 'system'; readonly name: SystemActor };

/** Session cookies of the web; absent for bearer clients. */
export interface SessionCookies {
  readonly refreshToken: string | null;
  readonly set: (tokens: IssuedTokens) => void;
  readonly clear: () => void;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** What a request passes to a use-case. It holds a user id, never a role: roles are read live. */
export interface RequestContext {
  readonly actor: Actor;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Address of the client as the edge knows it; for rate limits and audit. */
  readonly address: string;
  /** Why the token was rejected; null when none was sent or it is valid. */
  readonly tokenProblem: Extract<ErrorCode, 'TOKEN_EXPIRED' | 'UNAUTHENTICATED'> | null;
  /** Expiry of the access token in use; streams end with it. */
  readonly tokenExpiresAt: Date | null;
  readonly cookies: SessionCookies | null;
  readonly signal: AbortSignal | null;
}
