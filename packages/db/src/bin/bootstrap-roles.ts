import { bootstrapRoles } from '../roles.ts';
import { runCommand } from './command.ts';
import { readBootstrapEnv } from './env.ts';

await runCommand('bootstrap-roles', async () => {
  const env = readBootstrapEnv();
  await bootstrapRoles({
    superuserUrl: env.DATABASE_SUPERUSER_URL,
    database: env.HOLDFAST_DATABASE_NAME,
    passwords: {
      owner: env.HOLDFAST_OWNER_PASSWORD,
      api: env.HOLDFAST_API_PASSWORD,
      ingest: env.HOLDFAST_INGEST_PASSWORD,
      worker: env.HOLDFAST_WORKER_PASSWORD,
    },
  });
  console.log(`bootstrap-roles: roles and database "${env.HOLDFAST_DATABASE_NAME}" are ready`);
});
