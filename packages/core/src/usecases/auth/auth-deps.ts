import type { PasswordHasher } from '../../ports/password-hasher.ts';
import type { TokenIssuer } from '../../ports/token-issuer.ts';
import type { UseCaseDeps } from '../../usecase.ts';

export interface AuthDeps extends UseCaseDeps {
  readonly passwords: PasswordHasher;
  readonly tokens: TokenIssuer;
  readonly otpSecret: string;
  /** Derives the successor of a refresh token. */
  readonly refreshSecret: string;
  readonly refreshTtlDays: number;
}
