import type { StreamState } from './live-stream.ts';

export interface LiveStatus {
  readonly state: 'off' | StreamState;
  readonly heardAtMs: number | null;
}

export interface StatusBox {
  readonly read: () => LiveStatus;
  readonly write: (next: LiveStatus) => void;
  readonly onChange: (listener: () => void) => () => void;
}

/** The status on view; listeners are called only when it really changed. */
export function createStatusBox(): StatusBox {
  const listeners = new Set<() => void>();
  let status: LiveStatus = { state: 'connecting', heardAtMs: null };
  return {
    read: () => status,
    write: (next) => {
      if (next.state === status.state && next.heardAtMs === status.heardAtMs) return;
      status = next;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
