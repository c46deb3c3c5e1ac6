-- money is an integer in minor units plus a currency, one currency per booking chain
select b.clinic_id, b.id as subject, format('booking of %s %s, payment of %s %s', b.price_minor, b.currency, p.amount_minor, p.currency) as detail
from bookings b join payments p on p.clinic_id = b.clinic_id and p.id = b.payment_id
-- A fresh order asks for what is unpaid.
where p.currency <> b.currency or p.amount_minor > b.price_minor
union all
select n.clinic_id, n.id, format('successor in %s of a booking in %s', n.currency, b.currency)
from bookings n join bookings b on b.clinic_id = n.clinic_id and b.id = n.predecessor_id
where n.currency <> b.currency
union all
select a.clinic_id, a.id, format('%s %s for a payment of %s %s is not quarantined', a.amount_minor, a.currency, p.amount_minor, p.currency)
from payment_attempts a join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
where a.quarantine_reason is null and a.ruling is null and attempt_holds_money(a.state)
  and (a.currency <> p.currency or a.amount_minor <> p.amount_minor)
union all
select null, null, format('%s.%s is %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod))
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
  and a.attname like '%\_minor' and a.atttypid <> 'bigint'::regtype
union all
select null, null, format('%s has an amount without a currency', c.relname)
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname like '%\_minor' and not a.attisdropped)
  and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'currency' and a.attnotnull)
