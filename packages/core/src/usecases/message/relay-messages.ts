import { takeDueMessages } from '@holdfast/db/repos/messages.repo';
import type { JobQueue } from '../../ports/job-queue.ts';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

export interface RelayDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly queue: JobQueue;
  /** A job not taken for this long counts as lost by the transport. */
  readonly requeueAfterSeconds: number;
}

/**
 * Messages that wait in the transport at once. The transport keeps the order in which it gets them: a one-time code waits
 * behind these, and passes all that still wait in the database.
 */
const mostQueued = 20;

/**
 * Enqueues due messages, the most urgent kind first. The mark commits before the enqueue: a crash in between costs one
 * requeue interval, never a message.
 */
export function createRelayMessages(deps: RelayDeps) {
  return async (_signal: AbortSignal): Promise<number> => {
    const due = await asSystem(deps, 'system:messages', 'relay-messages', (tx) =>
      takeDueMessages(tx, mostQueued, deps.requeueAfterSeconds),
    );
    if (due.length > 0)
      await deps.queue.enqueue(due.map((ref) => ({ clinicId: ref.clinicId, messageId: ref.id })));
    return 0;
  };
}
