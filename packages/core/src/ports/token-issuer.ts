export interface TokenIssuer {
  /** A short-lived access token that carries the user id and nothing else about him. */
  readonly mint: (userId: string) => { readonly token: string; readonly expiresAt: Date };
}
