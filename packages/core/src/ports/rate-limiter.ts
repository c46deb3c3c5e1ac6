import type { RateLimit } from '@holdfast/contract/budget';

export type RateVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/** Counts tries over all processes. Never throws: without its store it falls back to the local budget. */
export interface RateLimiter {
  readonly consume: (limit: RateLimit, key: string) => Promise<RateVerdict>;
  /** Returns one try to the budget, for tries that turned out to be legitimate. */
  readonly giveBack: (limit: RateLimit, key: string) => Promise<void>;
}
