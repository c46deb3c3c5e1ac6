-- instants are timestamptz, dates are date, never text or a timestamp without a zone
with columns as (
  select c.relname, a.attname, a.atttypid
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
)
select null::uuid as clinic_id, null::uuid as subject,
       format('%s.%s is %s', relname, attname, format_type(atttypid, null)) as detail
from columns
where atttypid in ('timestamp'::regtype, 'timestamp[]'::regtype, 'tsrange'::regtype, 'timetz'::regtype)
union all
select null, null, format('%s.%s is %s instead of an instant', relname, attname, format_type(atttypid, null))
from columns
where (attname ~ '(^|_)(at|now)$' or attname ~ '_until$' and attname <> 'valid_until') and atttypid <> 'timestamptz'::regtype
union all
select null, null, format('%s.%s is %s instead of a date', relname, attname, format_type(atttypid, null))
from columns
where (attname ~ '(^|_)(date|day|on|birth)$' or attname in ('valid_from', 'valid_until')) and atttypid <> 'date'::regtype
