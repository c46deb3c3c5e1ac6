type Values = Readonly<Record<string, string>>;

/** How an installation runs without an account at a provider: against the sandbox, with keys of its own. */
export interface StandIn {
  /** The setting that says that a person's own account is used. */
  readonly givenBy: string;
  /** Settings that the account needs, too. */
  readonly needs: readonly string[];
  /** Keys that only the sandbox of this installation accepts, by setting. */
  readonly makeKeys: () => Values;
  /** Names under which release 0.1 kept these keys, by setting. */
  readonly keptAs: Values;
  /** Addresses of the sandbox, by setting: `inside` for our programs, `outside` for a browser. */
  readonly addresses: (inside: string, outside: string) => Values;
}
