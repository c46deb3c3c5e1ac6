import { readEnv } from './env.ts';
import { runWorker } from './run-worker.ts';

try {
  await runWorker(readEnv(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
