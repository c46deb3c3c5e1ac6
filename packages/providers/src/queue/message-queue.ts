import { declareFailPoint, failPoint } from '@holdfast/core/ports/fail-point';
import type { JobQueue, MessageJob } from '@holdfast/core/ports/job-queue';
import BeeQueue from 'bee-queue';
import { type BeeOptions, queueName, redisSettings, reloadScriptsOnReconnect } from './bee-connection.ts';

const beforeEnqueue = declareFailPoint('queue.enqueue.before');
const afterEnqueue = declareFailPoint('queue.enqueue.after');

const commandTimeoutMs = 2_000;
const stallIntervalMs = 60_000;
const stallCheckMs = 30_000;
/** Longer than the longest send, so that a stop never leaves a job half done. */
const closeTimeoutMs = 120_000;

export interface MessageQueue extends JobQueue {
  readonly isReachable: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: Redis did not answer in time`)), commandTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function openQueue(options: BeeOptions, isWorker: boolean): BeeQueue<MessageJob> {
  const queue = new BeeQueue<MessageJob>(queueName, {
    prefix: options.prefix,
    redis: redisSettings(options.redisUrl, isWorker),
    isWorker,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    activateDelayedJobs: false,
    // An id whose job is over must be free again: what is still due is put in under the same id.
    removeOnSuccess: true,
    removeOnFailure: true,
    stallInterval: stallIntervalMs,
  });
  queue.on('error', options.onError);
  queue.ready().then(() => reloadScriptsOnReconnect(queue, options.onError), options.onError);
  return queue;
}

/** bee-queue as transport. It may lose or repeat anything: the lease in Postgres decides what is sent. */
export function createMessageQueue(options: BeeOptions): MessageQueue {
  const producer = openQueue(options, false);

  async function enqueue(jobs: readonly MessageJob[]): Promise<void> {
    failPoint(beforeEnqueue);
    await within(producer.ready(), 'queue');
    const made = jobs.map((job) => producer.createJob(job).setId(`m-${job.messageId}`).retries(0));
    const failures = await within(producer.saveAll(made), 'enqueue');
    const [first] = failures.values();
    if (first) throw first;
    failPoint(afterEnqueue);
  }

  function consume(handle: (job: MessageJob) => Promise<void>): () => Promise<void> {
    const consumer = openQueue(options, true);
    consumer.process(1, (job: BeeQueue.Job<MessageJob>) => handle(job.data));
    const check = () => consumer.checkStalledJobs().catch(options.onError);
    const timer = setInterval(() => void check(), stallCheckMs);
    timer.unref();
    void check();
    return async () => {
      clearInterval(timer);
      await consumer.close(closeTimeoutMs).catch(options.onError);
    };
  }

  async function isReachable(): Promise<boolean> {
    return within(
      producer.ready().then(() => producer.checkHealth()),
      'health',
    ).then(
      () => true,
      () => false,
    );
  }

  return {
    enqueue,
    consume,
    isReachable,
    close: () => producer.close(commandTimeoutMs).catch(options.onError),
  };
}
