-- every unique, exclusion and foreign key of a tenant table carries clinic_id
with global_tables as (
  -- One row for all clinics, by design. `clinics` itself is the tenant.
  select to_regclass('public.' || name) as oid
  from unnest(array[
    'users', 'credentials', 'session_families', 'sessions', 'payment_webhooks', 'provider_objects', 'clinics', 'schema_migrations', 'schema_objects', 'schema_releases',
    'transition_states', 'transition_edges', 'leases', 'whatsapp_accounts', 'invariant_results', 'installation',
    'provider_accounts', 'chart_of_accounts', 'ledger_marks'
  ]) as name
),
tenant_tables as (
  select c.oid, c.relname,
         (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'clinic_id' and not a.attisdropped) as clinic
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and c.oid not in (select oid from global_tables where oid is not null)
)
select null::uuid as clinic_id, null::uuid as subject, t.relname || ' has no clinic_id and is not on the list of global tables' as detail
from tenant_tables t where t.clinic is null
union all
select null, null, t.relname || '.clinic_id may be null'
from tenant_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum = t.clinic
where not a.attnotnull
union all
select null, null, t.relname || ' has no primary key'
from tenant_tables t where not exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary)
union all
select null, null, format('%s: key %s does not carry clinic_id', t.relname, i.indexrelid::regclass)
from tenant_tables t join pg_index i on i.indrelid = t.oid
where (i.indisunique or i.indisexclusion) and t.clinic is not null and not (t.clinic = any (i.indkey::smallint[]))
union all
select null, null, format('%s: foreign key %s does not carry clinic_id', t.relname, k.conname)
from tenant_tables t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
join pg_class f on f.oid = k.confrelid
where t.clinic is not null
  and case
    when f.relname in ('users', 'provider_accounts') then false
    when f.relname = 'clinics' then not (t.clinic = any (k.conkey))
    else not exists (
      select 1 from unnest(k.conkey, k.confkey) as pair (own, other)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = pair.other
      where pair.own = t.clinic and a.attname = 'clinic_id')
  end
