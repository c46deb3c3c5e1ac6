import type { RequestContext } from '@holdfast/contract/context';
import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { FollowFeed } from '@holdfast/contract/use-cases';
import type { ClinicRig } from '@holdfast/testkit/clinic-rig';
import { waitUntil } from '@holdfast/testkit/waiting';
import { createFeedHub, type FeedHub } from '../../src/usecases/feed/feed-hub.ts';
import { createFollowFeed } from '../../src/usecases/feed/follow-feed.ts';

export interface Live {
  readonly hub: FeedHub;
  readonly follow: FollowFeed;
  readonly errors: unknown[];
  /** How often streams of this user have polled. */
  readonly pollsOf: (userId: string) => number;
  /**
   * Waits until readers see every change so far: any transaction of the cluster, also one of another database, hides what was
   * committed after it began.
   */
  readonly untilVisible: () => Promise<void>;
}

/** The live feed as an API process has it. */
export function createLive(rig: ClinicRig, tuning: { floorMs?: number; recheckMs?: number } = {}): Live {
  const errors: unknown[] = [];
  const polls = new Map<string | null, number>();
  const { api } = rig.tx;
  const counting: typeof api = {
    ...api,
    run: (actor, place, work) => {
      polls.set(actor.userId, (polls.get(actor.userId) ?? 0) + 1);
      return api.run(actor, place, work);
    },
  };
  const hub = createFeedHub({
    tx: api,
    notifier: rig.notifier,
    floorMs: tuning.floorMs ?? 50,
    onError: (error) => void errors.push(error),
  });
  const follow = createFollowFeed({ tx: counting, hub, recheckMs: tuning.recheckMs ?? 100 });
  const untilVisible = () =>
    waitUntil('readers see every change', async () => {
      const hidden = await rig.rows(
        'select 1 from feed where xid >= pg_snapshot_xmin(pg_current_snapshot())',
      );
      return hidden.length === 0;
    });
  return { hub, follow, errors, pollsOf: (userId) => polls.get(userId) ?? 0, untilVisible };
}

export type Change = Extract<FeedMessage, { type: 'change' }>['event'];

export interface Taken {
  readonly changes: readonly Change[];
  readonly resyncs: number;
  /** Where a client would resume. */
  readonly cursor: string | undefined;
}

export interface TakeOptions {
  readonly cursor?: string | undefined;
  readonly clinicId?: string;
  /** Stops after this many changes. */
  readonly changes: number;
  readonly signal?: AbortSignal;
}

/** Reads a stream until it has delivered `count` changes, then disconnects like a client that loses its connection. */
export async function take(live: Live, context: RequestContext, options: TakeOptions): Promise<Taken> {
  const line = new AbortController();
  const signal = options.signal ? AbortSignal.any([line.signal, options.signal]) : line.signal;
  const changes: Change[] = [];
  let { cursor } = options;
  let resyncs = 0;
  const input = {
    ...(cursor === undefined ? {} : { cursor }),
    ...(options.clinicId === undefined ? {} : { clinicId: options.clinicId as never }),
  };
  if (options.changes === 0 && cursor !== undefined) return { changes, resyncs, cursor };
  for await (const message of live.follow(context, input, signal)) {
    if (message.type === 'resync') {
      resyncs += 1;
      cursor = message.cursor;
    } else {
      changes.push(message.event);
      cursor = message.event.cursor;
    }
    if (changes.length >= options.changes) line.abort();
  }
  return { changes, resyncs, cursor };
}

/** The current position of the feed, as a new client gets it. Changes from before it are not delivered after it. */
export async function startCursor(live: Live, context: RequestContext): Promise<string> {
  await live.untilVisible();
  const { cursor } = await take(live, context, { changes: 0 });
  if (cursor === undefined) throw new Error('the stream told no cursor');
  return cursor;
}
