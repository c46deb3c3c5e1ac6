/** Long polling: lets a request wait for the next change. */
export interface ChangeSignal {
  readonly version: () => number;
  readonly raise: () => void;
  /** Resolves at once when `seen` is not the current version, else at the next change or after `timeoutMs`. */
  readonly after: (seen: number, timeoutMs: number) => Promise<void>;
}

export function createChangeSignal(): ChangeSignal {
  /** Starts at the current time, so that a restarted server never repeats a number that an open page has seen. */
  let version = Date.now();
  const waiting = new Set<() => void>();

  async function after(seen: number, timeoutMs: number): Promise<void> {
    if (seen !== version) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      timer.unref();
      waiting.add(wake);
    });
  }

  return {
    version: () => version,
    raise: () => {
      version += 1;
      for (const wake of waiting) wake();
    },
    after,
  };
}
