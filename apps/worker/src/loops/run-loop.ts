import type { Counter } from 'prom-client';

/** One round of work; returns how many items it processed. A number above 0 starts the next round at once. */
export type LoopBody = (signal: AbortSignal) => Promise<number>;

export interface LoopOptions {
  readonly name: string;
  readonly body: LoopBody;
  /** Pause after a round that found nothing, unless notified. */
  readonly floorSeconds: number;
  readonly onError: (name: string, error: unknown) => void;
  readonly rounds?: Counter<'loop' | 'outcome'>;
  /** Subscribes to notifications; returns the unsubscribe function. */
  readonly onNotify?: (wake: () => void) => () => void;
}

export interface Loop {
  readonly name: string;
  /** Waits for the current round. */
  readonly stop: () => Promise<void>;
}

/** Never runs two rounds of one loop at once; an error ends the round, not the loop. */
export function startLoop(options: LoopOptions): Loop {
  const { name, body, floorSeconds, onError, rounds } = options;
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let wasNotified = false;

  const unsubscribe = options.onNotify?.(() => {
    wasNotified = true;
    wake();
  });

  function pause(): Promise<void> {
    if (wasNotified || stopping.signal.aborted) return Promise.resolve();
    const jitteredMs = floorSeconds * 1000 * (0.9 + Math.random() * 0.2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, jitteredMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function round(): Promise<boolean> {
    try {
      const done = await body(stopping.signal);
      rounds?.inc({ loop: name, outcome: 'ok' });
      return done > 0;
    } catch (thrown) {
      rounds?.inc({ loop: name, outcome: 'error' });
      onError(name, thrown);
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      wasNotified = false;
      const goOn = await round();
      if (!goOn) await pause();
    }
  }

  const running = run();
  return {
    name,
    stop: async () => {
      stopping.abort();
      unsubscribe?.();
      wake();
      await running;
    },
  };
}
