// `npm run generate`: writes every derived file. Drift tests fail until it has run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { freePort } from '@holdfast/starter/stack/ports';
import { startPostgres } from '@holdfast/starter/stack/postgres';
import {
  makeThrowAwayHome,
  removeThrowAwayHome,
  sweepAbandonedHomes,
} from '@holdfast/starter/stack/throw-away';

/** In this order: the database's types follow the SQL that the states have written. */
const generators = [
  'packages/db/src/bin/generate-words.ts',
  'packages/db/src/bin/generate-types.ts',
  'packages/contract/src/openapi/write-document.ts',
  'apps/api/test/third-party/write-types.ts',
  'apps/starter/src/write-env-example.ts',
];

function runAll(superuserUrl: string): number {
  const env = { ...process.env, HOLDFAST_TEST_SUPERUSER_URL: superuserUrl };
  for (const script of generators) {
    const { status } = spawnSync(process.execPath, [join(repositoryRoot, script)], { env, stdio: 'inherit' });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}

await sweepAbandonedHomes();
const home = await makeThrowAwayHome();
const postgres = await startPostgres({
  home: join(home, 'postgres'),
  port: await freePort(),
  durable: false,
});
let code = 1;
try {
  code = runAll(postgres.superuserUrl);
} finally {
  await postgres.stop();
  await removeThrowAwayHome(home);
}
process.exit(code);
