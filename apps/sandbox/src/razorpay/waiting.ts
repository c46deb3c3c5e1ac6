/** Answers that are held back on purpose; all are let go when the caller leaves or the sandbox closes. */
export class Waiting {
  private readonly closing = new AbortController();

  get signal(): AbortSignal {
    return this.closing.signal;
  }

  async hold(delayMs: number, callerGone?: AbortSignal): Promise<void> {
    const signals = callerGone === undefined ? [this.signal] : [this.signal, callerGone];
    const signal = AbortSignal.any(signals);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(finish, delayMs);
      function finish(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      }
      signal.addEventListener('abort', finish);
    });
  }

  close(): void {
    this.closing.abort();
  }
}
