import type pg from 'pg';
import { MigrationError, naming } from '../migration-error.ts';

type Client = Pick<pg.Client, 'query'>;

/**
 * The changed functions and those that call them. PostgreSQL records no dependency for the body of a string, so a name
 * in a body counts as a call: rebuilding once too often is harmless.
 */
const affectedFunctions = `with recursive affected as (
    select p.oid, p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = any ($1)
  union
    select p.oid, p.proname from affected a join pg_proc p on p.pronamespace = 'public'::regnamespace
      and pg_get_userbyid(p.proowner) = current_user
      and (p.prosrc ~ ('\\m' || a.proname || '\\M') or exists (
        select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
          and d.refclassid = 'pg_proc'::regclass and d.refobjid = a.oid))
), used as (
  select d.classid, d.objid, d.objsubid from pg_depend d join affected a
    on d.refclassid = 'pg_proc'::regclass and d.refobjid = a.oid
)`;

interface Rebuild {
  readonly kind: 'index' | 'check' | 'generated column' | 'derived column';
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

const dependentsSql = `${affectedFunctions}
  select 'index' as kind, i.indrelid::regclass::text as "table", i.indexrelid::regclass::text as name, '' as definition
    from pg_index i where i.indexrelid in (
      select objid from used where classid = 'pg_class'::regclass
      union select k.conindid from used join pg_constraint k on k.oid = used.objid where used.classid = 'pg_constraint'::regclass)
  union select 'check', k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid)
    from used join pg_constraint k on used.classid = 'pg_constraint'::regclass and k.oid = used.objid
    where k.contype = 'c' and k.conrelid <> 0
  union select 'generated column', d.adrelid::regclass::text, quote_ident(a.attname), ''
    from used join pg_attrdef d on used.classid = 'pg_attrdef'::regclass and d.oid = used.objid
      join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated = 's'
  union select 'derived column', '', a.proname, '' from affected a where a.proname like 'recompute\\_%'
  order by 2, 1, 3`;

const nameOf = ({ kind, name, table }: Rebuild): string =>
  table === '' || kind === 'index' ? `${kind} ${name}` : `${kind} ${name} of ${table}`;

async function rebuild(client: Client, { kind, table, name, definition }: Rebuild): Promise<void> {
  switch (kind) {
    case 'index':
      // Checks uniqueness and exclusion again over every row.
      await client.query(`reindex index ${name}`);
      return;
    case 'check':
      await client.query(
        `alter table ${table} drop constraint ${name}, add constraint ${name} ${definition}`,
      );
      return;
    case 'derived column':
      await client.query(`select ${name}()`);
      return;
    case 'generated column':
      throw new MigrationError(
        `the generated column ${table}.${name} depends on a changed function: write its values in a migration`,
        { code: 'failed_sql' },
      );
  }
}

/**
 * PostgreSQL trusts that an immutable function never changes: replacing one leaves the indexes, exclusions and CHECKs
 * that call it as they were. This rebuilds them over every row, in the transaction that changed the function. Writers
 * of these tables wait until the commit. Columns that a trigger derives are written again by a function of the living SQL
 * named `recompute_…`, called when anything that it calls has changed.
 */
export async function rebuildDependents(client: Client, functions: readonly string[]): Promise<string[]> {
  if (functions.length === 0) return [];
  const { rows } = await client.query<Rebuild>(dependentsSql, [functions]);
  const tables = [...new Set(rows.flatMap(({ table }) => (table === '' ? [] : [table])))];
  for (const table of tables) await client.query(`lock table ${table} in share mode`);
  for (const dependent of rows) await naming(nameOf(dependent), () => rebuild(client, dependent));
  return rows.map(nameOf);
}
