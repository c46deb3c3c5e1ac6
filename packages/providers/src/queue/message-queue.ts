import { declareFailPoint, failPoint } from '@holdfast/core/fail-points';
import type { JobQueue, MessageJob } from '@holdfast/core/ports/job-queue';
import {
  type BeeOptions,
  closeBee,
  closeTimeoutMs,
  type MessageBee,
  openBee,
  withinTime,
} from './bee-connection.ts';
import { createBeeConsumer } from './bee-consumer.ts';

const beforeEnqueue = declareFailPoint('queue.enqueue.before');
const afterEnqueue = declareFailPoint('queue.enqueue.after');

export interface MessageQueue extends JobQueue {
  readonly isReachable: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** bee-queue as transport. It may lose or repeat anything: the lease in Postgres decides what is sent. */
export function createMessageQueue(options: BeeOptions): MessageQueue {
  let producer: MessageBee | null = null;

  async function readyProducer(): Promise<MessageBee> {
    const forget = () => {
      producer = null;
    };
    producer ??= openBee(options, 'producer', forget);
    const queue = producer;
    await withinTime(queue.ready(), 'queue');
    return queue;
  }

  async function enqueue(jobs: readonly MessageJob[]): Promise<void> {
    failPoint(beforeEnqueue);
    const queue = await readyProducer();
    const made = jobs.map((job) => queue.createJob(job).setId(`m-${job.messageId}`).retries(0));
    const failures = await withinTime(queue.saveAll(made), 'enqueue');
    const [first] = failures.values();
    if (first) throw first;
    failPoint(afterEnqueue);
  }

  async function countWaiting(): Promise<number> {
    const queue = await readyProducer();
    return (await withinTime(queue.checkHealth(), 'health')).waiting;
  }

  return {
    enqueue,
    consume: (handle) => {
      const consumer = createBeeConsumer({ ...options, handle, countWaiting });
      return () => consumer.stop();
    },
    isReachable: () =>
      countWaiting().then(
        () => true,
        () => false,
      ),
    close: async () => {
      if (producer !== null) await closeBee(producer.close(closeTimeoutMs).catch(options.onError));
    },
  };
}
