export interface TokenOwner {
  readonly userId: string;
  /** Of the log-in that the token was issued or renewed from. */
  readonly familyId: string;
}

export interface TokenIssuer {
  /** A short-lived access token that names its user and log-in, and carries no rights. */
  readonly mint: (owner: TokenOwner) => { readonly token: string; readonly expiresAt: Date };
}
