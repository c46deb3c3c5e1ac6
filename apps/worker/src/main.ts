import { armFailPoints } from '@holdfast/core/ports/fail-point';
import { compose } from './composition.ts';
import { readEnv } from './env.ts';
import { startWorker } from './worker.ts';

const longestStopMs = 90_000;

try {
  const env = readEnv(process.env);
  const parts = compose(env);
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
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
