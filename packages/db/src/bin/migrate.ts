import { migrate } from '../migrations-runner.ts';
import { runCommand } from './command.ts';
import { readOwnerEnv } from './env.ts';

await runCommand('migrate', async () => {
  const result = await migrate({
    connectionString: readOwnerEnv().DATABASE_URL,
    log: (line) => console.log(`migrate: ${line}`),
  });
  const done = result.applied.length === 0 ? 'nothing to do' : `${result.applied.length} applied`;
  console.log(`migrate: ${done}, schema version ${result.version}`);
});
