/** A job names a row; everything else is read from the row. */
export interface MessageJob {
  readonly clinicId: string;
  readonly messageId: string;
}

/** Transport only: what it loses is put in again from the table. */
export interface JobQueue {
  /** Hands jobs over; a job of a message that is still waiting there is not doubled. */
  readonly enqueue: (jobs: readonly MessageJob[]) => Promise<void>;
  /** Handles jobs one at a time; `handle` never throws. Answers how to stop: the job in hand is finished first. */
  readonly consume: (handle: (job: MessageJob) => Promise<void>) => () => Promise<void>;
}
