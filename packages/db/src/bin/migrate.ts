import { migrate } from '../migrations-runner.ts';
import { runCommand } from './command.ts';
import { readOwnerEnv } from './env.ts';

await runCommand('migrate', async () => {
  const result = await migrate({
    connectionString: readOwnerEnv().DATABASE_URL,
    log: (line) => console.log(`migrate: ${line}`),
  });
  const idle = result.sqlChanges === 0 ? 'nothing to do' : 'living SQL renewed';
  const done = result.applied.length === 0 ? idle : `${result.applied.length} applied`;
  console.log(`migrate: ${done}, schema version ${result.version}`);
});
