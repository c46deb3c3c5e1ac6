import type { JobQueue, MessageJob } from '@holdfast/core/ports/job-queue';

/** Without Redis the relay hands its jobs to the consumer of the same process, one at a time. */
export function createDirectQueue(onError: (error: unknown) => void): JobQueue {
  const waiting = new Map<string, MessageJob>();
  let handler: ((job: MessageJob) => Promise<void>) | null = null;
  let running: Promise<void> = Promise.resolve();

  async function drain(): Promise<void> {
    for (let next = waiting.entries().next(); !next.done && handler; next = waiting.entries().next()) {
      const [id, job] = next.value;
      waiting.delete(id);
      await handler(job).catch(onError);
    }
  }

  return {
    enqueue: async (jobs) => {
      for (const job of jobs) waiting.set(job.messageId, job);
      running = running.then(drain);
    },
    consume: (handle) => {
      handler = handle;
      running = running.then(drain);
      return async () => {
        handler = null;
        await running;
      };
    },
  };
}
