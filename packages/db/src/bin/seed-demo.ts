import pg from 'pg';
import { seedDemo } from '../demo/seed-demo.ts';
import { runCommand } from './command.ts';
import { readOwnerEnv } from './env.ts';

await runCommand('seed', async () => {
  const client = new pg.Client({
    connectionString: readOwnerEnv().DATABASE_URL,
    application_name: 'holdfast-seed',
  });
  await client.connect();
  try {
    console.log(`seed: demo ${await seedDemo(client)}`);
  } finally {
    await client.end();
  }
});
