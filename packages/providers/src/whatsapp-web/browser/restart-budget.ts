const HOUR_MS = 3_600_000;

/** Restarts cost minutes of loading and look odd from outside: each waits twice as long as the last, and a few an hour are all. */
export class RestartBudget {
  #perHour: number;
  #backOffMs: number;
  #startedAt: number[] = [];

  constructor(perHour: number, backOffMs: number) {
    this.#perHour = perHour;
    this.#backOffMs = backOffMs;
  }

  /** How long to wait before the next restart; null when a person has to look first. */
  next(nowMs: number): number | null {
    this.#startedAt = this.#startedAt.filter((at) => nowMs - at < HOUR_MS);
    if (this.#startedAt.length >= this.#perHour) return null;
    const waitMs = this.#startedAt.length === 0 ? 0 : this.#backOffMs * 2 ** (this.#startedAt.length - 1);
    this.#startedAt.push(nowMs);
    return waitMs;
  }
}
