import { createHash } from 'node:crypto';
import type pg from 'pg';
import { loginRoleNames } from '../roles.ts';
import type { LivingSql } from './read-living-sql.ts';

/** The runner's own tables; what it keeps there is no part of the product's schema. */
export const runnerTables = ['schema_migrations', 'schema_objects', 'schema_releases'] as const;

const names = (list: readonly string[]): string => list.map((name) => `'${name}'`).join(', ');
const isOurs = (catalog: string, alias: string): string =>
  `not exists (select 1 from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${alias}.oid and d.deptype = 'e')`;

const ourRelations = `(select c.* from pg_class c
  where c.relnamespace = 'public'::regnamespace and pg_get_userbyid(c.relowner) = current_user
    and c.relname not in (${names(runnerTables)}) and ${isOurs('pg_class', 'c')})`;
const ourFunctions = `(select p.* from pg_proc p
  where p.pronamespace = 'public'::regnamespace and pg_get_userbyid(p.proowner) = current_user
    and p.prokind in ('f', 'p', 'w') and ${isOurs('pg_proc', 'p')})`;

const grantees = `(a.grantee = 0 or pg_get_userbyid(a.grantee) in (${names(loginRoleNames)}))`;
const grant = (object: string): string =>
  `${object} || ' ' || case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end || ' ' || a.privilege_type`;

/** Rights of PUBLIC and the log-in roles; rights that an operator granted to other roles are left alone. */
const grantsSql = `
  select ${grant('c.relname')} as line
    from ${ourRelations} c, aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and ${grantees}
  union all select ${grant(`c.relname || '.' || t.attname`)}
    from ${ourRelations} c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a where ${grantees}
  union all select ${grant('p.oid::regprocedure::text')}
    from ${ourFunctions} p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where ${grantees}`;

/** Everything of the living kinds that the database has now: identity and definition. */
const objectsSql = `
  select 'function ' || p.proname as identity, string_agg(pg_get_functiondef(p.oid), e'\\n' order by p.oid) as definition
    from ${ourFunctions} p group by p.proname
  union all select 'view ' || c.relname, coalesce(array_to_string(c.reloptions, ','), '') || pg_get_viewdef(c.oid)
    from ${ourRelations} c where c.relkind = 'v'
  union all select 'trigger ' || t.tgname || ' on ' || c.relname, pg_get_triggerdef(t.oid) || t.tgenabled::text
    from pg_trigger t join ${ourRelations} c on c.oid = t.tgrelid where not t.tgisinternal
  union all select 'policy ' || p.polname || ' on ' || c.relname,
      concat_ws(e'\\n', p.polpermissive, p.polcmd, (select string_agg(pg_get_userbyid(r), ',' order by pg_get_userbyid(r)) from unnest(p.polroles) r),
        'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p join ${ourRelations} c on c.oid = p.polrelid
  union all select 'row security of ' || c.relname, c.relrowsecurity || ' ' || c.relforcerowsecurity
    from ${ourRelations} c where c.relrowsecurity or c.relforcerowsecurity
  union all select 'grants', string_agg(line, e'\\n' order by line) from (${grantsSql}) g having count(*) > 0`;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A fingerprint of every living object in the database, by identity. */
export async function readLivingObjects(
  client: Pick<pg.Client, 'query'>,
  living: LivingSql,
): Promise<Map<string, string>> {
  const found = await client.query<{ identity: string; definition: string }>(objectsSql);
  const objects = new Map(found.rows.map((row) => [row.identity, hashOf(row.definition)]));
  for (const { kind, identity, table } of living.objects) {
    if (kind !== 'rows' || table === null) continue;
    const content = await client.query<{ content: string | null }>(
      `select string_agg(t::text, e'\\n' order by t::text) as content from ${table} t`,
    );
    objects.set(identity, hashOf(content.rows[0]?.content ?? ''));
  }
  return objects;
}

/** Revokes every right of PUBLIC and the log-in roles. Locks no relation; invisible to others before the commit. */
export const revokeAllSql = `do $$
declare
  v_object text;
begin
  for v_object in
    select format('table %I', c.relname) from ${ourRelations} c where c.relkind in ('r', 'p', 'v', 'm')
    union all select format('sequence %I', c.relname) from ${ourRelations} c where c.relkind = 'S'
    union all select 'function ' || p.oid::regprocedure from ${ourFunctions} p
  loop
    execute format('revoke all on %s from public, ${loginRoleNames.join(', ')}', v_object);
  end loop;
end $$`;

/** What a cascading drop must never drop: columns, keys, checks, defaults and indexes of tables. */
export const tablePartsSql = `
  select 'constraint ' || quote_ident(k.conname) || ' on ' || k.conrelid::regclass as part from pg_constraint k
    where k.connamespace = 'public'::regnamespace and k.contype <> 't' and k.conrelid <> 0
  union select 'index ' || i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace
  union select 'column ' || quote_ident(a.attname) || case when a.atthasdef then ' with its default' else '' end || ' of ' || c.oid::regclass
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`;
