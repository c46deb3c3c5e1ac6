import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { ApiClient } from '../api/trpc.ts';
import { createStatusBox, type LiveStatus } from './live-status.ts';
import { followFeed } from './live-stream.ts';
import { electLeader } from './one-leader.ts';
import { lastSignOfLifeMs } from './sign-of-life.ts';
import { openTabChannel, type TabMessage } from './tab-channel.ts';

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
  const status = createStatusBox();
  const tabs = openTabChannel(name, hear);
  let cursor: string | null = null;
  let leads = false;
  let leaderHeardAtMs = Date.now();

  function showOwn(state: LiveStatus['state']): void {
    status.write({ state, heardAtMs: lastSignOfLifeMs() });
    tabs.tell({ type: 'status', status: status.read(), cursor });
  }

  function lead(): () => void {
    leads = true;
    const stopFollowing = followFeed(client, cursor, {
      onState: showOwn,
      onMessage: (message, at) => {
        cursor = at;
        onMessage(message);
        tabs.tell({ type: 'feed', message, cursor: at });
      },
      onRefused: () => {
        showOwn('lost');
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
      if (leads) showOwn(status.read().state);
      return;
    }
    leaderHeardAtMs = Date.now();
    cursor = message.cursor ?? cursor;
    if (message.type === 'feed') onMessage(message.message);
    else status.write(message.status);
  }

  const election = electLeader(name, lead);
  tabs.tell({ type: 'hello' });

  const beats = setInterval(() => {
    if (leads) {
      showOwn(status.read().state);
    } else if (Date.now() - leaderHeardAtMs > silenceMs && document.visibilityState === 'visible') {
      leaderHeardAtMs = Date.now();
      election.takeOver();
    }
  }, beatMs);

  function stop(): void {
    clearInterval(beats);
    election.stop();
    tabs.close();
  }

  return { status: status.read, onStatus: status.onChange, stop };
}
