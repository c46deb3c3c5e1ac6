const hourMs = 3_600_000;

/** Restarts cost minutes of loading and look odd from outside: each waits twice as long as the last, and a few an hour are all. */
export interface RestartBudget {
  /** How long to wait before the next restart; null when a person has to look first. */
  readonly next: (nowMs: number) => number | null;
}

export function createRestartBudget(perHour: number, backOffMs: number): RestartBudget {
  let startedAt: number[] = [];

  return {
    next: (nowMs) => {
      startedAt = startedAt.filter((at) => nowMs - at < hourMs);
      if (startedAt.length >= perHour) return null;
      const waitMs = startedAt.length === 0 ? 0 : backOffMs * 2 ** (startedAt.length - 1);
      startedAt.push(nowMs);
      return waitMs;
    },
  };
}
