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

/**
 * Takes one job at a time. bee-queue's own loop can end without a word when Redis goes away in the wrong moment, and
 * pauses twice as long after each failure: one that takes nothing while something waits is replaced.
 */
export class BeeConsumer {
  readonly #options: ConsumerOptions;
  readonly #watch: NodeJS.Timeout;
  #queue: MessageBee;
  #inHand: Promise<void> | null = null;
  #taken = 0;
  #idleChecks = 0;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#queue = this.#open();
    const everyMs = Math.min(longestWatchMs, (options.stallSeconds * 1000) / 2);
    this.#watch = setInterval(() => void this.#check().catch(options.onError), everyMs);
    this.#watch.unref();
  }

  /** The job in hand is finished first; a Redis that does not answer holds nothing up. */
  async stop(): Promise<void> {
    clearInterval(this.#watch);
    const closing = this.#queue.close(longestJobMs).catch(this.#options.onError);
    await this.#inHand;
    await closeBee(closing);
  }

  #open(): MessageBee {
    const queue = openBee(this.#options, 'consumer');
    queue.process(1, (job: BeeQueue.Job<MessageJob>) => this.#take(job.data));
    return queue;
  }

  async #take(job: MessageJob): Promise<void> {
    this.#taken += 1;
    this.#inHand = this.#options.handle(job).catch(this.#options.onError);
    await this.#inHand;
    this.#inHand = null;
  }

  async #check(): Promise<void> {
    const takenBefore = this.#taken;
    await withinTime(this.#queue.checkStalledJobs(), 'stalled jobs').catch(this.#options.onError);
    const waiting = await this.#options.countWaiting();
    const isIdle = waiting > 0 && this.#inHand === null && this.#taken === takenBefore;
    this.#idleChecks = isIdle ? this.#idleChecks + 1 : 0;
    if (this.#idleChecks < idleChecksUntilReplaced) return;
    this.#idleChecks = 0;
    const old = this.#queue;
    this.#queue = this.#open();
    await closeBee(old.close().catch(this.#options.onError));
  }
}
