/** A job names a row; everything else is read from the row. */
export interface MessageJob {
  readonly clinicId: string;
  readonly messageId: string;
}

/** Transport only: lost jobs are requeued from the table. */
export interface JobQueue {
  /** Enqueues jobs; a message that still waits in the queue is not enqueued twice. */
  readonly enqueue: (jobs: readonly MessageJob[]) => Promise<void>;
  /** Handles jobs one at a time; `handle` must not throw. Returns a stop that finishes the current job first. */
  readonly consume: (handle: (job: MessageJob) => Promise<void>) => () => Promise<void>;
}
