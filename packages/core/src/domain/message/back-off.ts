const firstSeconds = 5;
const longestSeconds = 900;

/** Tries after which a message that was never sent fails. */
export const maxMessageAttempts = 8;

/** 5 s, 10 s, 20 s … at most 15 min after the n-th attempt (n from 1). */
export function retryAfterSeconds(attempt: number): number {
  return Math.min(firstSeconds * 2 ** Math.max(attempt - 1, 0), longestSeconds);
}
