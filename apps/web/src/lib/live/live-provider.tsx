import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useMe } from '../account/use-me.ts';
import { useTRPC, useTRPCClient } from '../api/trpc.ts';
import { createChangeApplier } from './apply-change.ts';
import { type LiveFeed, startLiveFeed } from './live-feed.ts';
import type { LiveStatus } from './live-status.ts';

const off: LiveStatus = { state: 'off', heardAtMs: null };
const LiveContext = createContext<LiveFeed | null>(null);
const noListener = (): (() => void) => () => undefined;

/** Follows the feed while a user is logged in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const userId = useMe().me?.userId ?? null;
  const [feed, setFeed] = useState<LiveFeed | null>(null);

  useEffect(() => {
    if (userId === null) return;
    const changes = createChangeApplier(queryClient);
    const started = startLiveFeed({
      client,
      userId,
      onMessage: changes.apply,
      onRefused: () => void queryClient.invalidateQueries({ queryKey: trpc.auth.me.queryKey() }),
    });
    setFeed(started);
    return () => {
      started.stop();
      changes.stop();
      setFeed(null);
    };
  }, [client, trpc, queryClient, userId]);

  return <LiveContext value={feed}>{children}</LiveContext>;
}

export function useLive(): LiveStatus {
  const feed = useContext(LiveContext);
  return useSyncExternalStore(feed?.onStatus ?? noListener, feed?.status ?? (() => off));
}

/** Poll interval: long while the stream is connected, short enough to stay fresh without it. */
export function usePollMs(urgentMs: number): number {
  return useLive().state === 'live' ? Math.max(30_000, urgentMs) : urgentMs;
}
