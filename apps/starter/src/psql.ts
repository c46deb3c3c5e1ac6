// `npm run psql [-- owner|api|ingest|worker] [SQL]`: opens this folder's database as one of its login roles. Uses psql if
// it is installed, else a simple prompt. A role other than the owner sees only what its policies allow.
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import pg from 'pg';
import { findProgram } from './stack/programs.ts';

const variables = {
  owner: 'DATABASE_URL',
  api: 'DATABASE_URL_API',
  ingest: 'DATABASE_URL_INGEST',
  worker: 'DATABASE_URL_WORKER',
} as const;

const isRole = (text: string | undefined): text is keyof typeof variables =>
  text !== undefined && Object.hasOwn(variables, text);

async function answer(client: pg.Client, sql: string): Promise<boolean> {
  try {
    const result = await client.query(sql);
    if (result.fields.length > 0) console.table(result.rows);
    console.log(`${result.command} ${result.rowCount ?? 0}`);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** One statement per line; empty lines are ignored, end of input quits. */
async function ask(client: pg.Client, role: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: `${role}=> ` });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() !== '') await answer(client, line);
    terminal.prompt();
  }
}

async function main(): Promise<number> {
  const [first, ...others] = process.argv.slice(2);
  const role = isRole(first) ? first : 'owner';
  const sql = (isRole(first) ? others : process.argv.slice(2)).join(' ');
  const url = process.env[variables[role]];
  if (!url) throw new Error(`${variables[role]} is not set: run it as "npm run psql"`);
  const psql = findProgram(['psql']);
  if (psql) return spawnSync(psql, [url, ...(sql ? ['-c', sql] : [])], { stdio: 'inherit' }).status ?? 1;
  const client = new pg.Client({ connectionString: url, application_name: 'holdfast-psql' });
  await client.connect();
  try {
    if (sql) return (await answer(client, sql)) ? 0 : 1;
    await ask(client, role);
    return 0;
  } finally {
    await client.end();
  }
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }),
);
