import { readEnv } from './env.ts';
import { chromiumDriver } from './open-account.ts';
import { runWorker } from './run-worker.ts';

try {
  await runWorker(readEnv(process.env), chromiumDriver);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
