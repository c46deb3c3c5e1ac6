const firstSeconds = 5;
const longestSeconds = 900;

/** Tries after which a message that was never sent fails. */
export const maxMessageTries = 8;

/** 5 s, 10 s, 20 s … at most 15 min after the n-th try (n from 1). */
export function retryAfterSeconds(tried: number): number {
  return Math.min(firstSeconds * 2 ** Math.max(tried - 1, 0), longestSeconds);
}
