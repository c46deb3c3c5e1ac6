/** Responses that are held back on purpose; released when the caller disconnects or the sandbox closes. */
export interface Waiting {
  readonly signal: AbortSignal;
  readonly hold: (delayMs: number, callerGone?: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

export function createWaiting(): Waiting {
  const closing = new AbortController();

  async function hold(delayMs: number, callerGone?: AbortSignal): Promise<void> {
    const signals = callerGone === undefined ? [closing.signal] : [closing.signal, callerGone];
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

  return { signal: closing.signal, hold, close: () => closing.abort() };
}
