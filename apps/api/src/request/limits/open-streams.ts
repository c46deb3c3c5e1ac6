import { AppError } from '@holdfast/contract/errors';
import type { FollowFeed } from '@holdfast/contract/use-cases';

export interface OpenStreams {
  /** The feed with a limit on streams that ends at shutdown; both surfaces use it. */
  readonly followFeed: FollowFeed;
  readonly count: () => number;
  readonly closeAll: () => void;
}

export interface StreamLimits {
  readonly max: number;
  /** A browser needs one stream; this leaves room for several devices and for overlapping reconnects. */
  readonly maxPerUser: number;
}

export function createOpenStreams(followFeed: FollowFeed, limits: StreamLimits): OpenStreams {
  const closing = new AbortController();
  const perUser = new Map<string, number>();
  let count = 0;

  function enter(userId: string): void {
    const own = perUser.get(userId) ?? 0;
    const isFull = closing.signal.aborted || count >= limits.max;
    if (isFull) throw new AppError('OVERLOADED', { internal: 'streams', details: { retryAfterSeconds: 2 } });
    if (own >= limits.maxPerUser)
      throw new AppError('RATE_LIMITED', {
        internal: 'streams of one user',
        details: { retryAfterSeconds: 5 },
      });
    perUser.set(userId, own + 1);
    count += 1;
  }

  function leave(userId: string): void {
    const own = (perUser.get(userId) ?? 1) - 1;
    if (own === 0) perUser.delete(userId);
    else perUser.set(userId, own);
    count -= 1;
  }

  return {
    followFeed: async function* follow(context, input, signal) {
      const userId = context.actor.kind === 'user' ? context.actor.userId : '';
      enter(userId);
      try {
        yield* followFeed(context, input, AbortSignal.any([signal, closing.signal]));
      } finally {
        leave(userId);
      }
      // Ended by us, not by the client: 503 asks it to reconnect, to another process.
      if (closing.signal.aborted && !signal.aborted)
        throw new AppError('OVERLOADED', { internal: 'closing', details: { retryAfterSeconds: 1 } });
    },
    count: () => count,
    closeAll: () => closing.abort(),
  };
}
