import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createPool } from '@holdfast/db/client';
import { readLivingSql } from '@holdfast/db/living-sql/read-living-sql';
import { migrate } from '@holdfast/db/migrations-runner';
import { readMigrations } from '@holdfast/db/read-migrations';
import type { RoleKey, RolePasswords } from '@holdfast/db/roles';
import {
  connectionUrlFor,
  ensureDatabase,
  ensureExtensions,
  ensureRoles,
  restrictDatabaseSql,
  roleDefinitions,
} from '@holdfast/db/roles';
import pg from 'pg';

export type TestRole = RoleKey | 'superuser';

export interface TestDatabase {
  readonly name: string;
  readonly urls: Readonly<Record<TestRole, string>>;
  /** Pools of 5 connections each, opened on first use and closed by `close`. */
  readonly pools: Readonly<Record<TestRole, pg.Pool>>;
  /** Closes the pools and drops the database. */
  readonly close: () => Promise<void>;
}

export interface TestDatabaseOptions {
  /**
   * `migrated` (default) copies the template; `empty` has roles and extensions only; `copyOf` copies another test
   * database, whose pools must be idle or ended.
   */
  readonly content?: 'migrated' | 'empty' | { readonly copyOf: string };
  readonly poolMax?: number;
}

const templatePrefix = 'holdfast_template_';
const testPrefix = 'holdfast_test_';
const templateLockKey = 7_164_013_203;
const staleAfterMs = 6 * 3_600_000;

/** The administrator's URL of the throw-away cluster; `npm test` sets it. */
export function testSuperuserUrl(): string {
  const url = process.env.HOLDFAST_TEST_SUPERUSER_URL;
  if (!url) throw new Error('HOLDFAST_TEST_SUPERUSER_URL is not set: run the tests through "npm test"');
  return url;
}

/** The same for every checkout that shares a cluster, so that parallel runs do not overwrite each other's passwords. */
export function testRolePasswords(superuserUrl: string = testSuperuserUrl()): RolePasswords {
  const passwordOf = (key: RoleKey): string =>
    createHash('sha256')
      .update(`holdfast-test ${key} ${new URL(superuserUrl).password}`)
      .digest('hex')
      .slice(0, 32);
  return {
    owner: passwordOf('owner'),
    api: passwordOf('api'),
    ingest: passwordOf('ingest'),
    worker: passwordOf('worker'),
  };
}

async function connected<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'holdfast-test-harness' });
  client.on('error', () => undefined); // the running query rejects as well
  await client.connect();
  try {
    await client.query('set client_min_messages = warning');
    return await work(client);
  } finally {
    await client.end();
  }
}

const quote = pg.escapeIdentifier;

/** Everything that the template depends on: migrations, living SQL, the definition and passwords of the roles. */
function templateName(superuserUrl: string): string {
  const hash = createHash('sha256').update(testRolePasswords(superuserUrl).owner);
  hash.update(readFileSync(createRequire(import.meta.url).resolve('@holdfast/db/roles')));
  for (const migration of readMigrations()) hash.update(`${migration.name} ${migration.checksum}\n`);
  hash.update(readLivingSql().hash);
  return templatePrefix + hash.digest('hex').slice(0, 20);
}

/** `is_template` is set last, so that an incomplete template of a killed run is never used. */
async function hasTemplate(admin: pg.Client, name: string): Promise<boolean> {
  const found = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
  return found.rowCount === 1;
}

async function buildTemplate(admin: pg.Client, superuserUrl: string, name: string): Promise<void> {
  const passwords = testRolePasswords(superuserUrl);
  await admin.query(`drop database if exists ${quote(name)} with (force)`);
  await ensureRoles(admin, passwords);
  await ensureDatabase(admin, name);
  const templateUrl = connectionUrlFor(superuserUrl, { database: name });
  await connected(templateUrl, ensureExtensions);
  await migrate({
    connectionString: connectionUrlFor(templateUrl, { user: 'holdfast_owner', password: passwords.owner }),
  });
  await connected(templateUrl, (client) => client.query(`update installation set kind = 'test'`));
  await connected(templateUrl, (client) => client.query('vacuum (analyze)'));
  await admin.query(`alter database ${quote(name)} with is_template true allow_connections false`);
}

async function ensureTemplate(admin: pg.Client, superuserUrl: string): Promise<string> {
  const name = templateName(superuserUrl);
  if (await hasTemplate(admin, name)) return name;
  await admin.query('select pg_advisory_lock($1)', [templateLockKey]);
  try {
    if (!(await hasTemplate(admin, name))) {
      await dropStaleDatabases(admin);
      await buildTemplate(admin, superuserUrl, name);
    }
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [templateLockKey]);
  }
  return name;
}

/** Test databases left by killed runs; their names contain their creation time. */
async function dropStaleDatabases(admin: pg.Client): Promise<void> {
  const found = await admin.query<{ datname: string }>(
    `select datname from pg_database d where starts_with(datname, $1)
       and not exists (select 1 from pg_stat_activity a where a.datid = d.oid)`,
    [testPrefix],
  );
  for (const { datname } of found.rows) {
    const bornAt = Number.parseInt(datname.slice(testPrefix.length).split('_')[0] ?? '', 36);
    if (Date.now() - bornAt < staleAfterMs) continue;
    await admin.query(`drop database if exists ${quote(datname)}`).catch(() => undefined); // another run may still use it
  }
}

async function createFromTemplate(admin: pg.Client, name: string, template: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await admin.query(`create database ${quote(name)} owner holdfast_owner template ${quote(template)}`);
      await admin.query(restrictDatabaseSql(name));
      return;
    } catch (error) {
      // 55006: an autovacuum worker or another copy is using the template right now.
      const state = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      if (state !== '55006' || tries === 20) throw error;
    }
  }
}

/** A database can be copied only while no session is connected to it. */
async function disconnectAll(admin: pg.Client, name: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

function urlsOf(superuserUrl: string, name: string): Record<TestRole, string> {
  const passwords = testRolePasswords(superuserUrl);
  const superuser = connectionUrlFor(superuserUrl, { database: name });
  const urlOf = (key: RoleKey): string => {
    const user = roleDefinitions.find((role) => role.key === key)?.name ?? key;
    return connectionUrlFor(superuser, { user, password: passwords[key] });
  };
  return {
    superuser,
    owner: urlOf('owner'),
    api: urlOf('api'),
    ingest: urlOf('ingest'),
    worker: urlOf('worker'),
  };
}

function openPools(urls: Record<TestRole, string>, max: number): Record<TestRole, pg.Pool> {
  const poolOf = (role: TestRole): pg.Pool =>
    createPool({
      connectionString: urls[role],
      max,
      acquireTimeoutMs: 10_000,
      applicationName: `holdfast-test-${role}`,
      onIdleError: () => undefined, // tests kill backends on purpose
    });
  return {
    superuser: poolOf('superuser'),
    owner: poolOf('owner'),
    api: poolOf('api'),
    ingest: poolOf('ingest'),
    worker: poolOf('worker'),
  };
}

/** A database of its own for one test file: a copy of the migrated template, dropped by `close`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const superuserUrl = testSuperuserUrl();
  const name = `${testPrefix}${Date.now().toString(36)}_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connected(superuserUrl, async (admin) => {
    const content = options.content ?? 'migrated';
    if (content === 'empty') {
      await ensureRoles(admin, testRolePasswords(superuserUrl));
      await ensureDatabase(admin, name);
      return;
    }
    const template = content === 'migrated' ? await ensureTemplate(admin, superuserUrl) : content.copyOf;
    if (content !== 'migrated') await disconnectAll(admin, template);
    await createFromTemplate(admin, name, template);
  });
  const urls = urlsOf(superuserUrl, name);
  if (options.content === 'empty') await connected(urls.superuser, ensureExtensions);
  const pools = openPools(urls, options.poolMax ?? 5);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    await connected(superuserUrl, (admin) =>
      admin.query(`drop database if exists ${quote(name)} with (force)`),
    );
  };
  return { name, urls, pools, close: () => (closing ??= close()) };
}
