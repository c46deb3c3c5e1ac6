import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeId } from '../../testing/fake-data.ts';
import { createFakeLocks } from '../../testing/fake-locks.ts';
import type { ApiClient } from '../api/trpc.ts';
import { type LiveFeed, startLiveFeed } from './live-feed.ts';

type Handlers = Parameters<ApiClient['feed']['follow']['subscribe']>[1];

interface OpenStream {
  readonly cursor: string | null;
  readonly handlers: Handlers;
  isOpen: boolean;
}

/** Only the part of the client that the stream uses. */
function fakeClient() {
  const streams: OpenStream[] = [];
  const subscribe = (input: { cursor?: string }, handlers: Handlers) => {
    const stream = { cursor: input.cursor ?? null, handlers, isOpen: true };
    streams.push(stream);
    const unsubscribe = (): void => {
      stream.isOpen = false;
    };
    return { unsubscribe };
  };
  const client = { feed: { follow: { subscribe } }, auth: { me: { query: async () => ({}) } } };
  return {
    client: client as unknown as ApiClient,
    streams,
    open: () => streams.filter(({ isOpen }) => isOpen),
  };
}

function change(version: number): FeedMessage {
  const ids = { clinicId: fakeId(1, 1), subjectId: fakeId(2, 1) };
  const event = { cursor: `1.1.${version}`, subject: 'booking', version, state: 'confirmed', ...ids };
  return { type: 'change', event: event as Extract<FeedMessage, { type: 'change' }>['event'] };
}

function send(stream: OpenStream | undefined, version: number): void {
  stream?.handlers.onData?.({ id: `1.1.${version}`, data: change(version) } as never);
}

describe('the live stream of a browser', () => {
  const started: LiveFeed[] = [];
  const { client, streams, open } = fakeClient();

  function tab(heard: number[] = []) {
    const feed = startLiveFeed({
      client,
      userId: 'somebody',
      onMessage: (message) => heard.push(message.type === 'change' ? message.event.version : -1),
      onRefused: () => undefined,
    });
    started.push(feed);
    return { feed, heard };
  }

  beforeEach(() => {
    Object.defineProperty(navigator, 'locks', { value: createFakeLocks(), configurable: true });
    streams.length = 0;
  });
  afterEach(() => {
    for (const feed of started.splice(0)) feed.stop();
    Reflect.deleteProperty(navigator, 'locks');
  });

  it('is shared by all open tabs, and every tab receives each change once', async () => {
    const tabs = [tab(), tab(), tab()];
    await vi.waitFor(() => expect(open()).toHaveLength(1));
    open()[0]?.handlers.onStarted?.({} as never);
    send(open()[0], 4);
    send(open()[0], 5);
    await vi.waitFor(() =>
      expect(tabs.map(({ heard }) => heard)).toEqual([
        [4, 5],
        [4, 5],
        [4, 5],
      ]),
    );
    await vi.waitFor(() =>
      expect(tabs.map(({ feed }) => feed.status().state)).toEqual(['live', 'live', 'live']),
    );
  });

  it('resumes in another tab from the last cursor when the leading tab is closed', async () => {
    const first = tab();
    await vi.waitFor(() => expect(open()).toHaveLength(1));
    const second = tab();
    send(open()[0], 7);
    await vi.waitFor(() => expect(second.heard).toEqual([7]));
    first.feed.stop();
    await vi.waitFor(() => expect(open()).toHaveLength(1));
    expect(open()[0]?.cursor).toBe('1.1.7');
    send(open()[0], 8);
    expect(second.heard).toEqual([7, 8]);
    expect(first.heard).toEqual([7]);
  });

  it('is opened again from the last cursor when the server ends it', async () => {
    const { feed } = tab();
    await vi.waitFor(() => expect(open()).toHaveLength(1));
    send(open()[0], 3);
    open()[0]?.handlers.onComplete?.();
    expect(feed.status().state).toBe('connecting');
    await vi.waitFor(() => expect(streams).toHaveLength(2), { timeout: 10_000 });
    expect(streams[1]?.cursor).toBe('1.1.3');
    expect(open()).toHaveLength(1);
  });

  it('is not reopened once it is stopped', async () => {
    const { feed } = tab();
    await vi.waitFor(() => expect(open()).toHaveLength(1));
    feed.stop();
    await vi.waitFor(() => expect(open()).toHaveLength(0));
  });
});
