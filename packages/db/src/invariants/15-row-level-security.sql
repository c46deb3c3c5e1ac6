-- every table with rights for a log-in role has forced row-level security with policies; these roles bypass nothing
with global_reference as (
  select unnest(array['schema_migrations', 'schema_objects', 'schema_releases', 'transition_states', 'transition_edges', 'chart_of_accounts']) as name
),
tables as (
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and c.relname not in (select name from global_reference)
)
select null::uuid as clinic_id, null::uuid as subject, t.relname || ': row-level security is off' as detail
from tables t where not t.relrowsecurity
union all
select null, null, t.relname || ': row-level security is not forced'
from tables t where not t.relforcerowsecurity
union all
select null, null, t.relname || ': no policy for the owner'
from tables t where not exists (
  select 1 from pg_policy p join pg_roles r on r.oid = any (p.polroles)
  where p.polrelid = t.oid and r.rolname = 'holdfast_owner' and pg_get_expr(p.polqual, p.polrelid) = 'true')
union all
select null, null, t.relname || ': no policy for any log-in role'
from tables t where not exists (
  select 1 from pg_policy p join pg_roles r on r.oid = any (p.polroles)
  where p.polrelid = t.oid and r.rolname in ('holdfast_api', 'holdfast_ingest', 'holdfast_worker'))
union all
select null, null, t.relname || ': a policy speaks to everyone'
from tables t join pg_policy p on p.polrelid = t.oid where p.polroles = '{0}'
union all
select null, null, c.relname || ' is not owned by holdfast_owner'
from pg_class c join pg_roles r on r.oid = c.relowner
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and r.rolname <> 'holdfast_owner'
union all
select null, null, c.relname || ': the view does not run with the rights of its reader'
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
  and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']
union all
select null, null, r.rolname || ' could bypass row-level security'
from pg_roles r
where r.rolname in ('holdfast_api', 'holdfast_ingest', 'holdfast_worker', 'holdfast_owner')
  and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
union all
select null, null, m.rolname || ' is a member of ' || g.rolname
from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid
where m.rolname in ('holdfast_api', 'holdfast_ingest', 'holdfast_worker')
union all
select null, null, r.rolname || ' owns something'
from pg_shdepend d join pg_roles r on r.oid = d.refobjid
where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
  and r.rolname in ('holdfast_api', 'holdfast_ingest', 'holdfast_worker')
