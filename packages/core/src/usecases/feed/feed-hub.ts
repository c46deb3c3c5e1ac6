import { type FeedEdge, readFeedEdge } from '@holdfast/db/repos/feed.repo';
import type { Notifier } from '../../ports/notifier.ts';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

export interface FeedHubDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly notifier: Notifier;
  /** Poll interval without notifications. */
  readonly floorMs: number;
  readonly onError: (error: unknown) => void;
}

export interface FeedHub {
  readonly edge: () => Promise<FeedEdge>;
  /** Counts detected changes. Read before a query, it lets `wait` return for changes that the query may have missed. */
  readonly noticed: () => number;
  /** Resolves at a change after `since`, after `timeoutMs`, or when the signal aborts. */
  readonly wait: (since: number, timeoutMs: number, signal: AbortSignal) => Promise<void>;
  /** Ends every wait and thereby every stream. */
  readonly stop: () => void;
  readonly isStopped: () => boolean;
}

/** The one poller of a process: any number of streams share one query. */
export function createFeedHub(deps: FeedHubDeps): FeedHub {
  const waiting = new Set<() => void>();
  const stopped = new AbortController();
  let seenXid = '0';
  let changes = 0;
  let isPolling = false;

  const edge = () => asSystem(deps, 'system:feed', 'feed-hub', (tx) => readFeedEdge(tx, seenXid));

  async function poll(): Promise<void> {
    if (isPolling || waiting.size === 0 || stopped.signal.aborted) return;
    isPolling = true;
    try {
      const now = await edge();
      seenXid = now.xmin;
      if (now.hasNews) {
        changes += 1;
        for (const wake of [...waiting]) wake();
      }
    } catch (thrown) {
      deps.onError(thrown);
    } finally {
      isPolling = false;
    }
  }

  const timer = setInterval(() => void poll(), deps.floorMs);
  timer.unref();
  const unsubscribe = deps.notifier.subscribe('feed', () => void poll());

  function wait(since: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || stopped.signal.aborted || changes !== since) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timeout);
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      const timeout = setTimeout(done, timeoutMs);
      waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      stopped.signal.addEventListener('abort', done, { once: true });
    });
  }

  function stop(): void {
    clearInterval(timer);
    unsubscribe();
    stopped.abort();
  }

  return { edge, noticed: () => changes, wait, stop, isStopped: () => stopped.signal.aborted };
}
