export interface TokenIssuer {
  /** A short-lived access token that carries only the user id. */
  readonly mint: (userId: string) => { readonly token: string; readonly expiresAt: Date };
}
