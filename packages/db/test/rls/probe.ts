import type { TestDatabase, TestRole } from '@holdfast/testkit/test-database';
import pg from 'pg';
import type { World } from './people.ts';
import { user } from './people.ts';

export interface Actor {
  readonly name: string;
  readonly role: TestRole;
  readonly dbRole: string;
  readonly userId?: string;
  readonly system?: string;
}

const api = { role: 'api', dbRole: 'holdfast_api' } as const;
const ingest = { role: 'ingest', dbRole: 'holdfast_ingest' } as const;
const worker = { role: 'worker', dbRole: 'holdfast_worker' } as const;

export const people: readonly Actor[] = [
  { name: 'patient', ...api, userId: user.own },
  { name: 'receptionist', ...api, userId: user.receptionist },
  { name: 'doctor', ...api, userId: user.doctor },
  { name: 'billing', ...api, userId: user.billing },
  { name: 'admin', ...api, userId: user.admin },
  { name: 'payee', ...api, userId: user.payee },
  { name: 'operator', ...api, userId: user.operator },
];
export const anonymous: Actor = { name: 'anonymous', ...api };
export const actors: readonly Actor[] = [
  anonymous,
  ...people,
  { name: 'api as system:auth', ...api, system: 'system:auth' },
  { name: 'api as system:feed', ...api, system: 'system:feed' },
  { name: 'api as system:other', ...api, system: 'system:other' },
  { name: 'ingest', ...ingest },
  { name: 'ingest as system', ...ingest, system: 'system:webhook' },
  { name: 'worker', ...worker },
  { name: 'worker as system', ...worker, system: 'system:worker' },
  { name: 'owner', role: 'owner', dbRole: 'holdfast_owner' },
];

export const verbs = ['S', 'I', 'U', 'D'] as const;
export type Verb = (typeof verbs)[number];
/** actor → table → label of the row → letters: capital = allowed, small = allowed by rights, rejected by a trigger. */
export type Cells = Readonly<Record<string, string>>;

export interface Target {
  readonly table: string;
  readonly label: string;
  readonly isView: boolean;
  /** Writes that read nothing: PostgreSQL applies no SELECT policy to them, so another policy must stop them. */
  readonly isBlind: boolean;
  readonly predicate: string;
  readonly row: string;
  /** Per database role: a column that it may update, when there is one. */
  readonly updatable: Readonly<Record<string, string>>;
  /** Per database role: the columns that it may insert. */
  readonly insertable: Readonly<Record<string, readonly string[]>>;
}

interface Relation {
  readonly name: string;
  readonly isView: boolean;
  readonly key: readonly string[];
  readonly updatable: Target['updatable'];
  readonly insertable: Target['insertable'];
}

/** Tables and views as the catalog has them: a new one without rows in the world stops the matrix. */
async function readRelations(pool: pg.Pool): Promise<Relation[]> {
  const result = await pool.query<Relation>(
    `select c.relname as name, c.relkind = 'v' as "isView",
       coalesce((select array_agg(a.attname::text order by a.attnum) from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary), '{clinic_id,id}') as key,
       coalesce((select jsonb_object_agg(r.rolname, (
           select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and a.attidentity = '' and a.attgenerated = ''
             and has_column_privilege(r.oid, c.oid, a.attnum, 'update') order by a.attnum desc limit 1))
         from pg_roles r where r.rolname like 'holdfast\\_%'), '{}') as updatable,
       coalesce((select jsonb_object_agg(r.rolname, (
           select jsonb_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
             and not a.attisdropped and a.attgenerated = '' and has_column_privilege(r.oid, c.oid, a.attnum, 'insert')))
         from pg_roles r where r.rolname like 'holdfast\\_%'), '{}') as insertable
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') order by 1`,
  );
  return result.rows;
}

const literal = pg.escapeLiteral;
const viewSource: Readonly<Record<string, string>> = {
  booking_views: 'bookings',
  whatsapp_logs: 'messages',
  ledger_balances: 'ledger_entries',
};
const viewKey: Readonly<Record<string, readonly string[]>> = { ledger_balances: ['clinic_id', 'account'] };

export async function readTargets(database: TestDatabase, world: World): Promise<Target[]> {
  const targets: Target[] = [];
  for (const relation of await readRelations(database.pools.superuser)) {
    const { name, isView, updatable, insertable } = relation;
    const rights = { updatable, insertable };
    const key = viewKey[name] ?? relation.key;
    const rows = world[viewSource[name] ?? name] ?? (await anyRow(database.pools.superuser, name));
    for (const [label, row] of Object.entries(rows)) {
      const predicate = key.map((column) => `${column} = ${literal(String(row[column]))}`).join(' and ');
      const full = isView ? '{}' : await fullRow(database.pools.superuser, name, predicate);
      targets.push({ table: name, label, isView, isBlind: false, predicate, row: full, ...rights });
    }
    if (!isView)
      targets.push({ table: name, label: 'blind', isView, isBlind: true, predicate: '', row: '', ...rights });
  }
  return targets;
}

/** Tables that the migration fills need no row in the world. */
async function anyRow(pool: pg.Pool, table: string): Promise<Record<string, Record<string, unknown>>> {
  const result = await pool.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from ${table} t limit 1`,
  );
  const row = result.rows[0]?.row;
  if (!row) throw new Error(`the matrix has no row of ${table}: add one to world.ts`);
  return { one: row };
}

async function fullRow(pool: pg.Pool, table: string, predicate: string): Promise<string> {
  const result = await pool.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${table} t where ${predicate}`,
  );
  if (result.rows.length !== 1) throw new Error(`${table} where ${predicate}: ${result.rows.length} rows`);
  return JSON.stringify(result.rows[0]?.row);
}

/** Columns that must name the writing user: an insert in another user's name is tested separately. */
function signatureOf(table: string, actor: Actor): string {
  if (table === 'audit_log') return `'actor', actor_name()`;
  if (table === 'bill_covers' && actor.userId) return `'granted_by', ${literal(actor.userId)}`;
  return '';
}

function probeSql(target: Target, verb: Verb, actor: Actor): string | undefined {
  const { table, predicate } = target;
  const column = target.updatable[actor.dbRole];
  if (target.isBlind) {
    if (verb === 'D') return `delete from ${table}`;
    return verb === 'U' && column ? `update ${table} set ${column} = default` : undefined;
  }
  if (verb === 'S') return `select 1 from ${table} where ${predicate}`;
  if (target.isView) return undefined;
  if (verb === 'D') return `delete from ${table} where ${predicate}`;
  if (verb === 'U') return column && `update ${table} set ${column} = ${column} where ${predicate}`;
  const row = `${literal(target.row)}::jsonb || jsonb_build_object(${signatureOf(table, actor)})`;
  // The same row again: row-level security is checked before the primary key, so 23505 means "allowed".
  const columns = target.insertable[actor.dbRole]?.join(', ');
  return (
    columns &&
    `insert into ${table} (${columns}) overriding system value
     select ${columns} from jsonb_populate_record(null::${table}, ${row})`
  );
}

// Runs every statement in a sub-transaction that always rolls back; the results are returned through a setting.
const probeBlock = `do $$
declare
  v_probe record;
  v_rows int;
  v_answer text;
  v_answers jsonb := '{}';
begin
  for v_probe in select * from jsonb_each_text(current_setting('probe.plan')::jsonb) loop
    begin
      execute v_probe.value;
      get diagnostics v_rows = row_count;
      raise exception using errcode = 'PROBE', message = case v_rows when 0 then 'no' else 'yes' end;
    exception
      when sqlstate 'PROBE' then v_answer := sqlerrm;
      when insufficient_privilege then v_answer := 'no';
      when unique_violation or foreign_key_violation or restrict_violation or exclusion_violation
        or not_null_violation then v_answer := 'yes';
      when sqlstate 'HF001' then v_answer := 'refused';
      when others then v_answer := sqlstate || ' ' || sqlerrm;
    end;
    v_answers := v_answers || jsonb_build_object(v_probe.key, v_answer);
  end loop;
  perform set_config('probe.answers', v_answers::text, true);
end $$`;

export const cellKey = (actor: Actor, target: Target): string =>
  `${target.table}|${target.label}|${actor.name}`;

/** Inside the caller's transaction, as the database role that is current there. */
async function probeActor(
  client: pg.ClientBase,
  actor: Actor,
  targets: readonly Target[],
): Promise<Record<string, string>> {
  const plan: Record<string, string> = {};
  for (const target of targets) {
    for (const verb of verbs) {
      const sql = probeSql(target, verb, actor);
      if (sql) plan[`${verb}|${cellKey(actor, target)}`] = sql;
    }
  }
  await client.query(
    `select set_config('app.user_id', $1, true), set_config('app.system', $2, true), set_config('probe.plan', $3, true)`,
    [actor.userId ?? '', actor.system ?? '', JSON.stringify(plan)],
  );
  await client.query(probeBlock);
  const result = await client.query<{ answers: string }>(
    `select current_setting('probe.answers') as answers`,
  );
  const answers: Record<string, string> = JSON.parse(result.rows[0]?.answers ?? '{}');
  const cells: Record<string, string> = {};
  for (const target of targets) {
    const letters = verbs.map((verb) => letterOf(verb, answers[`${verb}|${cellKey(actor, target)}`] ?? 'no'));
    cells[cellKey(actor, target)] = letters.join('') || '-';
  }
  return cells;
}

function letterOf(verb: Verb, answer: string): string {
  if (answer === 'yes') return verb;
  if (answer === 'refused') return verb.toLowerCase();
  return answer === 'no' ? '' : `[${verb}: ${answer}]`;
}

/** The whole matrix, each actor over the real log-in of its role. */
export async function probeAll(
  database: TestDatabase,
  targets: readonly Target[],
  chosen: readonly Actor[] = actors,
): Promise<Cells> {
  const cells: Record<string, string> = {};
  for (const actor of chosen) {
    const client = await database.pools[actor.role].connect();
    try {
      await client.query('begin');
      Object.assign(cells, await probeActor(client, actor, targets));
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
  return cells;
}

/** The same inside a superuser's open transaction, so that a policy changed in it applies and is rolled back. */
export async function probeWithin(client: pg.ClientBase, targets: readonly Target[]): Promise<Cells> {
  const cells: Record<string, string> = {};
  for (const actor of actors) {
    await client.query(`set local role ${actor.dbRole}`);
    Object.assign(cells, await probeActor(client, actor, targets));
    await client.query('reset role');
  }
  return cells;
}
