import type { MessageJob } from '@holdfast/core/ports/job-queue';
import type BeeQueue from 'bee-queue';
import { type BeeOptions, closeBee, type MessageBee, openBee, withinTime } from './bee-connection.ts';

/** Longer than the longest send, so that a stop never leaves a job half done. */
const longestJobMs = 120_000;
const longestWatchMs = 5_000;
const idleChecksUntilReplaced = 2;

export interface ConsumerOptions extends BeeOptions {
  readonly handle: (job: MessageJob) => Promise<void>;
  readonly countWaiting: () => Promise<number>;
}

export interface BeeConsumer {
  /** The job in hand is finished first; a Redis that does not answer holds nothing up. */
  readonly stop: () => Promise<void>;
}

/**
 * Takes one job at a time. bee-queue's own loop can end without a word when Redis goes away in the wrong moment, and
 * pauses twice as long after each failure: one that takes nothing while something waits is replaced.
 */
export function createBeeConsumer(options: ConsumerOptions): BeeConsumer {
  const { onError } = options;
  let inHand: Promise<void> | null = null;
  let taken = 0;
  let idleChecks = 0;

  async function take(job: MessageJob): Promise<void> {
    taken += 1;
    inHand = options.handle(job).catch(onError);
    await inHand;
    inHand = null;
  }

  function open(): MessageBee {
    const opened = openBee(options, 'consumer');
    opened.process(1, (job: BeeQueue.Job<MessageJob>) => take(job.data));
    return opened;
  }
  let queue = open();

  async function check(): Promise<void> {
    const takenBefore = taken;
    await withinTime(queue.checkStalledJobs(), 'stalled jobs').catch(onError);
    const waiting = await options.countWaiting();
    const isIdle = waiting > 0 && inHand === null && taken === takenBefore;
    idleChecks = isIdle ? idleChecks + 1 : 0;
    if (idleChecks < idleChecksUntilReplaced) return;
    idleChecks = 0;
    const old = queue;
    queue = open();
    await closeBee(old.close().catch(onError));
  }
  const everyMs = Math.min(longestWatchMs, (options.stallSeconds * 1000) / 2);
  const watch = setInterval(() => void check().catch(onError), everyMs);
  watch.unref();

  return {
    stop: async () => {
      clearInterval(watch);
      const closing = queue.close(longestJobMs).catch(onError);
      await inHand;
      await closeBee(closing);
    },
  };
}
