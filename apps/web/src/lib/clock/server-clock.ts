let offsetMs: number | null = null;
/** A reading this far below the estimate means that the device's own clock was set. */
const clockWasSetMs = 60_000;

/**
 * An answer is received after it was written, so no reading is ahead of the real time: the largest is the best
 * one. A countdown then errs by ending early, never by promising time that is gone.
 */
export function observeServerNow(serverNowMs: number, receivedAtMs: number): void {
  if (Number.isNaN(serverNowMs)) return;
  const reading = serverNowMs - receivedAtMs;
  if (offsetMs === null || reading > offsetMs || reading < offsetMs - clockWasSetMs) offsetMs = reading;
}

/** The database's now as well as this browser can know it. */
export function serverNow(): number {
  return Date.now() + (offsetMs ?? 0);
}

export function forgetServerClock(): void {
  offsetMs = null;
}
