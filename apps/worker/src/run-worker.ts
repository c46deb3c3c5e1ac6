import { armFailPoints } from '@holdfast/core/fail-points';
import { compose, type MessageChannel } from './composition.ts';
import type { WorkerEnvironment } from './env.ts';
import { startWorker } from './worker.ts';

const longestStopMs = 90_000;

/** Lifecycle of the worker process: builds it, runs it, and shuts it down gracefully on a signal. */
export async function runWorker(env: WorkerEnvironment, channel?: MessageChannel): Promise<void> {
  const parts = compose(env, channel);
  const unknown = armFailPoints(env.HOLDFAST_FAIL_POINTS);
  if (unknown.length > 0) parts.log.warn({ unknown }, 'fail points that nothing declares here');
  const worker = await startWorker(parts);

  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    parts.log.info({ signal }, 'asked to stop');
    setTimeout(() => process.exit(1), longestStopMs).unref();
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        parts.log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}
