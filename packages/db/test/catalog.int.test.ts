import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginRoleNames, roleDefinitions } from '../src/roles.ts';

// Invariants 15, 18 and 20 are SQL files of the board; these are rules that the board does not check.

/** What may bypass the actor's policies. Every name is a decision: add one with its reason in the migration's note. */
const definerFunctions = [
  // The actor, read live.
  'actor_clinics',
  'actor_is_operator',
  'actor_owns',
  'actor_patients',
  'actor_roles',
  'current_actor_id',
  'is_session_over',
  'live_actor',
  'route_subject',
  // Provider accounts: the processes register them, only the owner reads and removes them.
  'register_provider_account',
  // Keys of provider accounts: no log-in role reads or writes the tables.
  'read_data_key',
  'keep_data_key',
  'data_keys_to_rewrap',
  'rewrap_data_key',
  'read_sealed_secrets',
  'require_key_manager',
  'ask_for_keys',
  'apply_keys',
  'withdraw_keys',
  'retire_previous_secret',
  'retire_secrets',
  'uses_of_account',
  'move_provider_account',
  // Sessions of drawers and their postings: no person may write either.
  'require_collector',
  'post_count',
  'open_drawer',
  'close_drawer',
  'put_into_session',
  // A provider's order on a payment: no person may write either.
  'may_open_checkout',
  'is_payable_online',
  'begin_order',
  'is_order_current',
  'fail_order',
  'attach_provider_order',
  // Money that no order of ours explains.
  'open_unknown_bill',
  // The slot, across accounts.
  'busy_ranges',
  'retire_expired_holds',
  // The invariants, as triggers.
  'belong_to_posting',
  'bring_line',
  'enforce_transition',
  'limit_requests',
  'occupy_resource',
  'open_bill',
  'open_payment',
  'publish_change',
  'record_transition',
  'refuse_unpayable_price',
  'queue_review',
  'require_balance',
  'require_cover',
  'tell_patient',
];

const appendOnly = `array['audit_log', 'audit_seal_rows', 'audit_seals', 'bill_covers', 'bill_lines', 'deposits',
  'ledger_checkpoints', 'ledger_entries', 'ledger_marks', 'ledger_postings', 'state_history']`;
const logins = `array['holdfast_api', 'holdfast_ingest', 'holdfast_worker']`;
const ours = `pg_proc p join pg_roles o on o.oid = p.proowner and o.rolname = 'holdfast_owner'`;
const relations = `pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')`;

interface Rule {
  readonly rule: string;
  /** Every row that it returns, as `value`, violates the rule. */
  readonly sql: string;
  /** Violates the rule on purpose: the query must detect it. */
  readonly twin: string;
}

const rules: readonly Rule[] = [
  {
    rule: "a function that bypasses the actor's policies is one of the named ones",
    sql: `select p.proname as value from ${ours} where p.prosecdef and p.proname <> all (array['${definerFunctions.join("', '")}'])`,
    twin: 'alter function refuse(text, text) security definer',
  },
  {
    rule: "a function that bypasses the actor's policies has a fixed search_path that ends with pg_temp",
    sql: `select p.proname as value from ${ours} where p.prosecdef
      and not coalesce(p.proconfig, '{}') && array['search_path=public, pg_temp', 'search_path=pg_catalog, public, pg_temp']`,
    twin: 'alter function current_actor_id() reset search_path',
  },
  {
    rule: 'no function of ours is executable by PUBLIC',
    sql: `select p.proname as value from ${ours} where has_function_privilege('public', p.oid, 'execute')`,
    twin: 'grant execute on function busy_ranges(uuid, uuid[], tstzrange) to public',
  },
  {
    rule: 'no log-in role may call a trigger function directly',
    sql: `select r || ': ' || p.proname as value from ${ours} cross join unnest(${logins}) as r
      where p.prorettype = 'trigger'::regtype and has_function_privilege(r, p.oid, 'execute')`,
    twin: 'grant execute on function record_transition() to holdfast_worker',
  },
  {
    rule: 'no function of ours is written in a language that leaves the database',
    sql: `select p.proname as value from ${ours} join pg_language l on l.oid = p.prolang where l.lanname not in ('sql', 'plpgsql')`,
    twin: `create function fly() returns trigger language internal as 'suppress_redundant_updates_trigger';
      alter function fly() owner to holdfast_owner`,
  },
  {
    rule: 'PUBLIC has no right on any table, view or sequence',
    sql: `select c.relname || ' ' || a.privilege_type as value from (select * from ${relations}) c, aclexplode(c.relacl) a
      where a.grantee = 0`,
    twin: 'grant select on clinics to public',
  },
  {
    rule: 'PUBLIC has no right on any column',
    sql: `select c.relname || '.' || t.attname as value
      from (select * from ${relations}) c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a where a.grantee = 0`,
    twin: 'grant select (name) on clinics to public',
  },
  {
    rule: 'PUBLIC may neither connect, nor make temporary tables, nor create anything',
    sql: `select verb as value from unnest(array['connect', 'temporary', 'create']) as verb
        where has_database_privilege('public', current_database(), verb)
      union all select 'create in the schema' where has_schema_privilege('public', 'public', 'create')`,
    twin: 'grant create on schema public to public',
  },
  {
    rule: 'no log-in role may become another role',
    sql: `select r || ' as ' || g.rolname as value from unnest(${logins}) as r, pg_roles g
      where g.rolname <> r and pg_has_role(r, g.oid, 'member')`,
    twin: 'grant holdfast_owner to holdfast_worker',
  },
  {
    rule: 'no log-in role may truncate, reference, attach triggers to or maintain a table, or create one',
    sql: `select r || ' ' || verb || ' ' || c.relname as value
        from unnest(${logins}) as r, unnest(array['truncate', 'references', 'trigger', 'maintain']) as verb,
          (select * from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')) c
        where has_table_privilege(r, c.oid, verb)
      union all select r || ' create' from unnest(${logins}) as r where has_schema_privilege(r, 'public', 'create')`,
    twin: 'grant truncate on feed to holdfast_worker',
  },
  {
    rule: 'no log-in role may change or delete what is append-only',
    sql: `select r || ' ' || verb || ' ' || name as value
      from unnest(${logins}) as r, unnest(array['update', 'delete', 'truncate']) as verb, unnest(${appendOnly}) as name
      where has_table_privilege(r, 'public.' || name, verb)
         or (verb = 'update' and has_any_column_privilege(r, 'public.' || name, verb))`,
    twin: 'grant update (reason) on audit_log to holdfast_api',
  },
  {
    rule: 'an append-only table rejects changes by its owner too',
    sql: `select name as value from unnest(${appendOnly}) as name where not exists (
      select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where t.tgrelid = ('public.' || name)::regclass and p.proname = 'refuse_change' and t.tgenabled = 'O')`,
    twin: 'alter table ledger_entries disable trigger z_append_only',
  },
  {
    rule: 'a column that a policy compares has an index that begins with it',
    // Left out: tables that are only ever read by their primary key, and the feed, which is read by its cursor.
    sql: `select distinct c.relname || '.' || a.attname as value
      from pg_policy p
      join pg_depend d on d.objid = p.oid and d.classid = 'pg_policy'::regclass and d.refobjid = p.polrelid
      join pg_class c on c.oid = p.polrelid
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where a.attname in ('clinic_id', 'user_id', 'patient_id')
        and (c.relname, a.attname) not in (
          ('idempotency_keys', 'user_id'), ('provider_objects', 'clinic_id'), ('feed', 'patient_id'))
        and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)`,
    twin: 'drop index patients_user',
  },
];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** What the query finds after the damage; the damage is undone. */
async function found(sql: string, damage = ''): Promise<unknown[]> {
  const client = await database.pools.superuser.connect();
  try {
    await client.query(`begin; ${damage}`);
    const result = await client.query<{ value: unknown }>(sql);
    return result.rows.map((row) => row.value);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe.each(rules)('$rule', ({ sql, twin }) => {
  test('is kept', async () => {
    expect(await found(sql)).toEqual([]);
  });

  test('is reported when broken', async () => {
    expect(await found(sql, twin)).not.toEqual([]);
  });
});

test('every function that is named as bypassing policies exists', async () => {
  const definers = await found(`select p.proname as value from ${ours} where p.prosecdef`);
  expect(definers).toEqual(expect.arrayContaining(definerFunctions));
});

test('the roles are exactly the four that the bootstrap makes, and none is privileged', async () => {
  const roles = await found(
    `select rolname || case when rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
       then ' privileged' else '' end as value from pg_roles where rolname like 'holdfast\\_%'`,
  );
  expect(roles.sort()).toEqual(roleDefinitions.map(({ name }) => name).sort());
  expect(roles).toEqual(expect.arrayContaining([...loginRoleNames]));
});

test.each([
  ['api', '5s', '15s'],
  ['ingest', '5s', '15s'],
  ['worker', '20s', '30s'],
] as const)('%s has bounded statement, transaction and idle times', async (role, statement, transaction) => {
  const settings = await database.pools[role].query<Record<string, string>>(
    `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
       current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_timeout') as transaction,
       current_setting('search_path') as path`,
  );
  expect(settings.rows[0]).toEqual({ lock: '2s', statement, idle: '10s', transaction, path: 'public' });
});

test('requests plan each statement once, the worker with the values that it asks for', async () => {
  const modes = await Promise.all(
    (['api', 'ingest', 'worker'] as const).map(
      async (role) => (await database.pools[role].query('show plan_cache_mode')).rows[0]?.plan_cache_mode,
    ),
  );
  expect(modes).toEqual(['force_generic_plan', 'force_generic_plan', 'auto']);
});

test('of money the API inserts nothing: a booking opens its bill and its payment by itself', async () => {
  const columns = await found(
    `select c.relname || '.' || string_agg(a.attname, ' ' order by a.attname) as value
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relname in ('bills', 'bill_lines', 'payments', 'payment_attempts', 'refunds', 'provider_refunds', 'operations',
         'provider_objects', 'deposits', 'drawer_sessions', 'items', 'bills_to_review', 'ledger_postings', 'ledger_entries')
       and has_column_privilege('holdfast_api', c.oid, a.attnum, 'insert')
     group by c.relname order by c.relname`,
  );
  expect(columns).toEqual([]);
});

test('the API updates these columns and no others', async () => {
  const columns = await found(
    `select c.relname || '.' || string_agg(a.attname, ' ' order by a.attname) as value
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and has_column_privilege('holdfast_api', c.oid, a.attnum, 'update')
     group by c.relname order by c.relname`,
  );
  expect(columns).toEqual([
    'bookings.end_reason state',
    'items.note owner_id',
    'messages.last_error leased_until next_try_at sent_at state',
    'otp_challenges.consumed_at wrong_tries',
    'patients.date_of_birth full_name locale phone user_id version whatsapp_consent_at whatsapp_withdrawn_at',
    'payment_webhooks.next_try_at reason state tries',
    'session_families.ended_at',
    'sessions.used_at',
    'users.display_name email locale phone',
  ]);
});
