import { createPool } from '../client.ts';
import { isHolding, renderBoard, runInvariants } from '../invariants.ts';
import { runCommand } from './command.ts';
import { readInvariantsEnv } from './env.ts';

await runCommand('invariants', async () => {
  const pool = createPool({
    connectionString: readInvariantsEnv().DATABASE_URL_WORKER,
    max: 1,
    acquireTimeoutMs: 5_000,
    applicationName: 'holdfast-invariants',
    onIdleError: (error) => console.error(`invariants: ${error.message}`),
  });
  try {
    const results = await runInvariants(pool);
    console.log(renderBoard(results));
    if (!results.every(isHolding)) process.exitCode = 1;
  } finally {
    await pool.end();
  }
});
