/** Elects one tab of the browser. Without Web Locks every tab leads, which costs more connections. */
export interface Election {
  /** Takes over from a leader that sends nothing (frozen by the system, for instance). */
  readonly takeOver: () => void;
  readonly stop: () => void;
}

export function electLeader(name: string, lead: () => () => void): Election {
  const ended = new AbortController();
  let stopLeading: (() => void) | null = null;

  function holdLead(): Promise<void> {
    return new Promise((resolve) => {
      const stop = lead();
      stopLeading = () => {
        stop();
        resolve();
      };
      if (ended.signal.aborted) stopLeading();
    });
  }

  function yieldLead(): void {
    stopLeading?.();
    stopLeading = null;
  }

  async function queueForLead(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(name, options, holdLead);
    } catch {
      // Either this page is closing, or another tab took over: then queue for the lock again.
      yieldLead();
      if (!ended.signal.aborted) await queueForLead({ signal: ended.signal });
    }
  }

  if ('locks' in navigator) void queueForLead({ signal: ended.signal });
  else void holdLead();

  return {
    takeOver: () => {
      if ('locks' in navigator && stopLeading === null) void queueForLead({ steal: true });
    },
    stop: () => {
      ended.abort();
      yieldLead();
    },
  };
}
