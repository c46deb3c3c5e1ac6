let heardAtMs: number | null = null;

export function noteSignOfLife(): void {
  heardAtMs = Date.now();
}

/** When the live connection last received anything, pings included. */
export function lastSignOfLifeMs(): number | null {
  return heardAtMs;
}

/** An event source that records pings too, which the tRPC client does not expose. */
export function listeningEventSource(): typeof EventSource | undefined {
  if (typeof EventSource === 'undefined') return undefined;
  return class ListeningEventSource extends EventSource {
    constructor(url: string | URL, init?: EventSourceInit) {
      super(url, init);
      for (const type of ['open', 'connected', 'ping', 'message'])
        this.addEventListener(type, noteSignOfLife);
    }
  };
}
