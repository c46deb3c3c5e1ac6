export interface PasswordHasher {
  readonly hash: (password: string) => Promise<string>;
  /** With a null hash (unknown account) it takes as long and returns false, so that accounts cannot be probed. */
  readonly verify: (hash: string | null, password: string) => Promise<boolean>;
}
