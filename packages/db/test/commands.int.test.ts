import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase, testRolePasswords, testSuperuserUrl } from '@holdfast/testkit/test-database';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootstrapRoles, connectionUrlFor, ensureRoles } from '../src/roles.ts';
import { readOwnRelease } from '../src/schema-release.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command of this package with exactly this environment. */
async function command(name: string, env: Record<string, string>): Promise<Ended> {
  const file = fileURLToPath(new URL(`../src/bin/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

const passwords = testRolePasswords();
const bootstrapEnv = (database: string): Record<string, string> => ({
  DATABASE_SUPERUSER_URL: testSuperuserUrl(),
  HOLDFAST_DATABASE_NAME: database,
  HOLDFAST_OWNER_PASSWORD: passwords.owner,
  HOLDFAST_API_PASSWORD: passwords.api,
  HOLDFAST_INGEST_PASSWORD: passwords.ingest,
  HOLDFAST_WORKER_PASSWORD: passwords.worker,
});

let admin: pg.Client;
const name = `holdfast_test_${Date.now().toString(36)}_boot_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: testSuperuserUrl() });
  await admin.connect();
});
afterAll(async () => {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
});

describe('the bootstrap of the roles', () => {
  test('may run many times concurrently, and leaves one database to which only our roles connect', async () => {
    const options = { superuserUrl: testSuperuserUrl(), database: name, passwords };
    await Promise.all(Array.from({ length: 6 }, () => bootstrapRoles(options)));
    const result = await admin.query(
      `select r.rolname as owner, has_database_privilege('public', d.oid, 'connect') as public,
         has_database_privilege('holdfast_api', d.oid, 'connect') as api
       from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = $1`,
      [name],
    );
    expect(result.rows).toEqual([{ owner: 'holdfast_owner', public: false, api: true }]);
  });

  test('is a command that reports what it did', async () => {
    expect(await command('bootstrap-roles', bootstrapEnv(name))).toEqual({
      code: 0,
      output: `bootstrap-roles: roles and database "${name}" are ready\n`,
    });
  });

  test('reports every invalid setting at once and shows no value', async () => {
    const env = {
      ...bootstrapEnv(name),
      DATABASE_SUPERUSER_URL: 'mysql://root:hunter2@x',
      HOLDFAST_API_PASSWORD: 'short',
    };
    const ended = await command('bootstrap-roles', env);
    expect(ended.code).toBe(1);
    expect(ended.output).toMatch(/DATABASE_SUPERUSER_URL: expected postgres:\/\//);
    expect(ended.output).toMatch(/HOLDFAST_API_PASSWORD: expected at least 12 characters/);
    expect(ended.output).not.toMatch(/hunter2|short| {4}at /);
  });

  test('rejects a role that could bypass row-level security', async () => {
    await admin.query('begin');
    try {
      await admin.query('alter role holdfast_ingest bypassrls');
      await expect(ensureRoles(admin, passwords)).rejects.toThrow(/holdfast_ingest exists with privileges/);
    } finally {
      await admin.query('rollback');
    }
  });
});

describe('the migration command', () => {
  test('brings the database to this release and then has nothing to do', async () => {
    const env = {
      DATABASE_URL: connectionUrlFor(testSuperuserUrl(), {
        database: name,
        user: 'holdfast_owner',
        password: passwords.owner,
      }),
    };
    const version = readOwnRelease().migration;
    expect((await command('migrate', env)).output).toContain(`${version} applied, schema version ${version}`);
    expect(await command('migrate', env)).toEqual({
      code: 0,
      output: `migrate: nothing to do, schema version ${version}\n`,
    });
  });

  test('fails with one clear line when the server is unreachable', async () => {
    const ended = await command('migrate', { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
    expect(ended.code).toBe(1);
    expect(ended.output).toMatch(/^migrate: .*ECONNREFUSED/);
    expect(ended.output).not.toMatch(/secret| {4}at /);
  });
});

describe('the invariants command', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test('prints the board and ends with 0, and with 1 once a rule is broken', async () => {
    const env = { DATABASE_URL_WORKER: database.urls.worker };
    const green = await command('invariants', env);
    expect(green.output).toMatch(/^ok +1 {2}no two live bookings/);
    expect(green.output).toMatch(/(\d+) of \1 invariants hold\n$/);
    expect(green.code).toBe(0);
    await database.pools.owner.query('alter table payments disable row level security');
    const red = await command('invariants', env);
    expect(red.output).toMatch(/FAIL +15 .*\(1 violations\)\n +payments: row-level security is off/);
    expect(red.code).toBe(1);
  });
});
