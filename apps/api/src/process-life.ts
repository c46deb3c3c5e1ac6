import type { Observability } from './observability/observe.ts';

/** Longer than an orderly stop may take: after this the process exits without waiting. */
const lastResortMs = 20_000;

/**
 * Resolves with the exit code when the process must end: on a signal, or after an uncaught defect, as its memory can no
 * longer be trusted. A second signal ends it at once.
 */
export function onceStopped({
  log,
  faults,
}: Pick<Observability, 'log' | 'faults' | 'reporter'>): Promise<number> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (exitCode: number, why: string): void => {
      if (isStopping) process.exit(exitCode || 130);
      isStopping = true;
      setTimeout(() => process.exit(exitCode || 1), lastResortMs).unref();
      resolve(exitCode);
      log.info({ why }, 'stopping');
    };
    process.on('SIGTERM', () => stop(0, 'SIGTERM'));
    process.on('SIGINT', () => stop(0, 'SIGINT'));
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (thrown: unknown) => {
        faults.crash(thrown, { where: event });
        if (!isStopping) stop(1, event);
      });
    }
  });
}
