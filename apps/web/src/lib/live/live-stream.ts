import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import { errorCodeOf } from '../api/api-error.ts';
import type { ApiClient } from '../api/trpc.ts';

export type StreamState = 'connecting' | 'live' | 'lost';

export interface StreamHandlers {
  readonly onMessage: (message: FeedMessage, cursor: string) => void;
  readonly onState: (state: StreamState) => void;
  /** The account may no longer follow: the page must re-check who is logged in. */
  readonly onRefused: () => void;
}

const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** Codes after which opening the same stream again cannot help. */
const finalCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'ACCOUNT_SUSPENDED'];

/** Follows the feed until stopped; after each disconnect it resumes from the last cursor. */
export function followFeed(client: ApiClient, from: string | null, handlers: StreamHandlers): () => void {
  let cursor = from;
  let pauseMs = firstPauseMs;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let subscription: { unsubscribe: () => void } | null = null;

  function reopen(state: StreamState): void {
    if (stopped) return;
    handlers.onState(state);
    subscription?.unsubscribe();
    timer = setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  /** An event source does not expose why it was rejected: an ordinary call does, and renews the session too. */
  async function findReason(cause: unknown): Promise<void> {
    const known =
      errorCodeOf(cause) ?? errorCodeOf(await client.auth.me.query({}).catch((failed: unknown) => failed));
    if (known !== null && finalCodes.includes(known)) handlers.onRefused();
    else reopen('lost');
  }

  function open(): void {
    if (stopped) return;
    handlers.onState('connecting');
    subscription = client.feed.follow.subscribe(cursor === null ? {} : { cursor }, {
      onStarted: () => {
        pauseMs = firstPauseMs;
        handlers.onState('live');
      },
      onData: ({ id, data }) => {
        cursor = id;
        pauseMs = firstPauseMs;
        handlers.onMessage(data, id);
      },
      onConnectionStateChange: ({ state }) => {
        if (state === 'connecting') handlers.onState('connecting');
        if (state === 'pending') handlers.onState('live');
      },
      onError: (cause) => void findReason(cause),
      // The stream ends when its token expires or the server closes: reconnect after both.
      onComplete: () => reopen('connecting'),
    });
  }

  open();
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    subscription?.unsubscribe();
  };
}
