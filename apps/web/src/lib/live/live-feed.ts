import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { ApiClient } from '../trpc.ts';
import { followFeed, type StreamState } from './live-stream.ts';
import { type Election, electLeader } from './one-leader.ts';
import { lastSignOfLifeMs } from './sign-of-life.ts';

export interface LiveStatus {
  readonly state: 'off' | StreamState;
  readonly heardAtMs: number | null;
}

type TabMessage =
  | { readonly type: 'feed'; readonly message: FeedMessage; readonly cursor: string }
  | { readonly type: 'status'; readonly status: LiveStatus; readonly cursor: string | null }
  | { readonly type: 'hello' };

export interface LiveFeed {
  readonly status: () => LiveStatus;
  readonly onStatus: (listener: () => void) => () => void;
  readonly stop: () => void;
}

interface LiveFeedOptions {
  readonly client: ApiClient;
  /** Tabs of one account share one stream; another account has its own. */
  readonly userId: string;
  readonly onMessage: (message: FeedMessage) => void;
  readonly onRefused: () => void;
}

const beatMs = 5000;
const silenceMs = 20_000;

/** The live stream of this browser: one tab follows the feed and passes everything on to the others. */
export function startLiveFeed({ client, userId, onMessage, onRefused }: LiveFeedOptions): LiveFeed {
  const name = `holdfast.live.${userId}`;
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  const listeners = new Set<() => void>();
  let status: LiveStatus = { state: 'connecting', heardAtMs: null };
  let cursor: string | null = null;
  let leads = false;
  let leaderHeardAtMs = Date.now();

  function show(next: LiveStatus): void {
    if (next.state === status.state && next.heardAtMs === status.heardAtMs) return;
    status = next;
    for (const listener of listeners) listener();
  }

  function tell(message: TabMessage): void {
    channel?.postMessage(message);
  }

  function tellStatus(): void {
    tell({ type: 'status', status, cursor });
  }

  function lead(): () => void {
    leads = true;
    const stopFollowing = followFeed(client, cursor, {
      onState: (state) => {
        show({ state, heardAtMs: lastSignOfLifeMs() });
        tellStatus();
      },
      onMessage: (message, at) => {
        cursor = at;
        onMessage(message);
        tell({ type: 'feed', message, cursor: at });
      },
      onRefused: () => {
        show({ state: 'lost', heardAtMs: lastSignOfLifeMs() });
        onRefused();
      },
    });
    return () => {
      leads = false;
      stopFollowing();
    };
  }

  function hear(message: TabMessage): void {
    if (message.type === 'hello') {
      if (leads) tellStatus();
      return;
    }
    leaderHeardAtMs = Date.now();
    cursor = message.cursor ?? cursor;
    if (message.type === 'feed') onMessage(message.message);
    else show(message.status);
  }

  const election: Election = electLeader(name, lead);
  if (channel) channel.onmessage = (event: MessageEvent<TabMessage>) => hear(event.data);
  tell({ type: 'hello' });

  function beat(): void {
    if (leads) {
      show({ ...status, heardAtMs: lastSignOfLifeMs() });
      tellStatus();
    } else if (Date.now() - leaderHeardAtMs > silenceMs && document.visibilityState === 'visible') {
      leaderHeardAtMs = Date.now();
      election.takeOver();
    }
  }
  const beats = setInterval(beat, beatMs);

  return {
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      clearInterval(beats);
      election.stop();
      channel?.close();
    },
  };
}
