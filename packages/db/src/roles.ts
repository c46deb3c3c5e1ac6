import pg from 'pg';

export interface RolePasswords {
  readonly owner: string;
  readonly api: string;
  readonly ingest: string;
  readonly worker: string;
}

export type RoleKey = keyof RolePasswords;

interface RoleDefinition {
  readonly key: RoleKey;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

const appSettings = {
  search_path: 'public',
  lock_timeout: '2s',
  statement_timeout: '5s',
  idle_in_transaction_session_timeout: '10s',
  // Bounds how long one transaction can hold back the change feed and vacuum.
  transaction_timeout: '15s',
} as const;

/**
 * Requests run prepared statements and functions, whose plans under row-level security cost more than their work: each is
 * planned once, not five times first and again after every ANALYZE. Not for the worker, which asks partial indexes by
 * lists of states: a plan that does not know the values cannot use them.
 */
const requestSettings = { ...appSettings, plan_cache_mode: 'force_generic_plan' } as const;

/** The owner logs in for migrations only; the others own nothing and cannot bypass row-level security. */
export const roleDefinitions: readonly RoleDefinition[] = [
  { key: 'owner', name: 'holdfast_owner', settings: { search_path: 'public' } },
  { key: 'api', name: 'holdfast_api', settings: requestSettings },
  { key: 'ingest', name: 'holdfast_ingest', settings: requestSettings },
  {
    key: 'worker',
    name: 'holdfast_worker',
    settings: { ...appSettings, statement_timeout: '20s', transaction_timeout: '30s' },
  },
];

export const loginRoleNames = ['holdfast_api', 'holdfast_ingest', 'holdfast_worker'] as const;
export const requiredExtensions = ['btree_gist', 'pgcrypto', 'citext', 'pg_trgm'] as const;

// Advisory locks are per database: every bootstrap connects to the same maintenance database for it.
const rolesLockKey = 7_164_013_202;
const minimumServerVersion = 180_000;
const raceStates = new Set(['42710', '23505', 'XX000', '42P04', '55006']);

const quote = pg.escapeIdentifier;
const literal = pg.escapeLiteral;

interface RoleRow {
  readonly rolcanlogin: boolean;
  readonly privileged: boolean;
}

function isRace(error: unknown): boolean {
  return error instanceof Error && raceStates.has(String(Reflect.get(error, 'code')));
}

/** Two concurrent bootstraps collide in the catalog: the loser retries instead of failing. */
async function withRaceRetries(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRace(error) || tries === 5) throw error;
    }
  }
}

async function ensureRole(client: pg.Client, role: RoleDefinition, password: string): Promise<void> {
  const found = await client.query<RoleRow>(
    `select rolcanlogin, (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) as privileged
       from pg_roles where rolname = $1`,
    [role.name],
  );
  const existing = found.rows[0];
  if (!existing) await client.query(`create role ${quote(role.name)} login noinherit`);
  else if (existing.privileged) {
    throw new Error(
      `role ${role.name} exists with privileges that row-level security cannot bind; remove them first`,
    );
  } else if (!existing.rolcanlogin) await client.query(`alter role ${quote(role.name)} login`);
  await client.query(`alter role ${quote(role.name)} password ${literal(password)}`);
  for (const [setting, value] of Object.entries(role.settings)) {
    await client.query(`alter role ${quote(role.name)} set ${quote(setting)} = ${literal(value)}`);
  }
}

async function assertServerVersion(client: pg.Client): Promise<void> {
  const result = await client.query<{ version: string; number: number }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
  );
  const row = result.rows[0];
  if (!row || row.number < minimumServerVersion) {
    throw new Error(`PostgreSQL 18 or newer is needed, this server is ${row?.version ?? 'unknown'}`);
  }
}

/** Idempotent and safe in parallel. `client` is connected to the maintenance database and may create roles. */
export async function ensureRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  await assertServerVersion(client);
  await client.query('select pg_advisory_lock($1)', [rolesLockKey]);
  try {
    for (const role of roleDefinitions) {
      await withRaceRetries(() => ensureRole(client, role, passwords[role.key]));
    }
    // A managed server's administrator is not a superuser and must be a member of the role that will own the database.
    await client.query(`do $$ begin
      if not (select rolsuper from pg_roles where rolname = current_user)
         and not pg_has_role(current_user, 'holdfast_owner', 'set') then
        execute format('grant holdfast_owner to %I with inherit true, set true', current_user);
      end if;
    end $$`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [rolesLockKey]);
  }
}

/** Creates the database, owned by `holdfast_owner`, when it is missing, and lets only our roles connect. */
export async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  await withRaceRetries(async () => {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(
        // The built-in locale provider sorts and folds case identically on every operating system.
        `create database ${quote(database)} owner holdfast_owner template template0 encoding 'UTF8'
           locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`,
      );
    }
    await client.query(restrictDatabaseSql(database));
  });
}

/** CREATE DATABASE … TEMPLATE does not copy these grants, so the test harness repeats them. */
export function restrictDatabaseSql(database: string): string {
  return `revoke all on database ${quote(database)} from public;
    grant connect on database ${quote(database)} to ${loginRoleNames.join(', ')}`;
}

/** Extensions live in `public`; `client` is connected to the product's database. */
export async function ensureExtensions(client: pg.Client): Promise<void> {
  await withRaceRetries(async () => {
    for (const extension of requiredExtensions) {
      await client.query(`create extension if not exists ${extension} with schema public`);
    }
  });
}

export interface BootstrapOptions {
  /** An administrator's URL; its database only serves to connect. */
  readonly superuserUrl: string;
  readonly database: string;
  readonly passwords: RolePasswords;
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'holdfast-bootstrap' });
  client.on('error', () => undefined); // the running query rejects as well, which is reported
  await client.connect();
  try {
    await client.query('set client_min_messages = warning');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server and options with another database or log-in. */
export function connectionUrlFor(
  base: string,
  change: { database?: string; user?: string; password?: string },
): string {
  const url = new URL(base);
  if (change.database !== undefined) url.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.user !== undefined) url.username = encodeURIComponent(change.user);
  if (change.password !== undefined) url.password = encodeURIComponent(change.password);
  return url.toString();
}

/** Roles, database, extensions: everything that must exist before the first migration. */
export async function bootstrapRoles(options: BootstrapOptions): Promise<void> {
  await withClient(options.superuserUrl, async (client) => {
    await ensureRoles(client, options.passwords);
    await ensureDatabase(client, options.database);
  });
  await withClient(connectionUrlFor(options.superuserUrl, { database: options.database }), ensureExtensions);
}
