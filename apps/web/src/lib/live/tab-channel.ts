import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { LiveStatus } from './live-status.ts';

/** Messages from the leading tab to the others, and requests of a new tab. */
export type TabMessage =
  | { readonly type: 'feed'; readonly message: FeedMessage; readonly cursor: string }
  | { readonly type: 'status'; readonly status: LiveStatus; readonly cursor: string | null }
  | { readonly type: 'hello' };

export interface TabChannel {
  readonly tell: (message: TabMessage) => void;
  readonly close: () => void;
}

/** Connects the tabs of this browser. Without BroadcastChannel it does nothing. */
export function openTabChannel(name: string, hear: (message: TabMessage) => void): TabChannel {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<TabMessage>) => hear(event.data);
  return { tell: (message) => channel.postMessage(message), close: () => channel.close() };
}
