/** One rate limit. */
export interface RateLimit {
  /** Part of the key in the store and in the metrics; stable across releases. */
  readonly name: string;
  readonly points: number;
  readonly windowSeconds: number;
  /** What one process grants on its own while the store is unavailable; smaller than `points`. */
  readonly localPoints: number;
}

/**
 * Which tries are counted together. `account`: one account in one clinic, where the input names the clinic, else in all
 * of them. `address`: one client address or network. `refresh_token`: one token, from the body or the cookie.
 * `field`: one value of that input field, from any caller.
 */
export type CountedPer = 'account' | 'address' | 'refresh_token' | { readonly field: string };

export interface BudgetLimit extends RateLimit {
  readonly per: CountedPer;
}

/** How often a command may be called before it answers RATE_LIMITED. */
export interface Budget {
  /** All of them apply, checked in this order. */
  readonly limits: readonly [BudgetLimit, ...BudgetLimit[]];
  /** Tries that succeed are given back, so that a busy clinic behind one address is not locked out. */
  readonly countsOnlyFailures: boolean;
}

const minute = 60;

/** For commands that name no budget: wide enough for a busy desk, and never unlimited. */
export function defaultBudget(id: string, access: 'public' | 'account'): Budget {
  const limit: BudgetLimit =
    access === 'account'
      ? { name: `${id}-account`, points: 600, windowSeconds: minute, localPoints: 120, per: 'account' }
      : { name: `${id}-address`, points: 300, windowSeconds: minute, localPoints: 60, per: 'address' };
  return { limits: [limit], countsOnlyFailures: false };
}
