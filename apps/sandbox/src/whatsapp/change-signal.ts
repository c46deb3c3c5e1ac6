/** Lets a request wait for the next change instead of asking again and again. */
export class ChangeSignal {
  /** Starts at the clock, so that a restarted server never repeats a number an open page already saw. */
  #version = Date.now();
  #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  raise(): void {
    this.#version += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at once when `seen` is not the current version, else at the next change or after `timeoutMs`. */
  async after(seen: number, timeoutMs: number): Promise<void> {
    if (seen !== this.#version) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      timer.unref();
      this.#waiting.add(wake);
    });
  }
}
