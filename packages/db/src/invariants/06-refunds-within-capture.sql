-- what we ask back never exceeds what was captured and is still there, in the same currency
with asked as (
  select r.clinic_id, r.attempt_id,
    sum(r.amount_minor) as open_minor,
    coalesce(sum(r.amount_minor) filter (where r.state = refund_state('requested')), 0) as unsent_minor
  from refunds r
  where refund_is_open(r.state)
    and not exists (select 1 from provider_refunds f where f.clinic_id = r.clinic_id and f.request_id = r.id)
  group by r.clinic_id, r.attempt_id
), gone as (
  select f.clinic_id, f.attempt_id, sum(f.amount_minor) as amount_minor
  from provider_refunds f where provider_refund_is_gone(f.state)
  group by f.clinic_id, f.attempt_id
), captured as (
  select a.clinic_id, a.id, case when a.state = attempt_state('captured') then a.amount_minor else 0 end as amount_minor
  from payment_attempts a
)
-- A request that has left may meet a refund that was made at the provider: the provider refuses one of them.
select c.clinic_id, c.id as subject,
  format('%s of %s is asked back, %s is gone', k.open_minor, c.amount_minor, coalesce(g.amount_minor, 0)) as detail
from asked k
join captured c on c.clinic_id = k.clinic_id and c.id = k.attempt_id
left join gone g on g.clinic_id = k.clinic_id and g.attempt_id = k.attempt_id
where k.open_minor > c.amount_minor
  or (k.unsent_minor > 0 and k.unsent_minor + coalesce(g.amount_minor, 0) > c.amount_minor)
union all
select r.clinic_id, r.id, format('refund in %s of a capture in %s', r.currency, a.currency)
from refunds r join payment_attempts a on a.clinic_id = r.clinic_id and a.id = r.attempt_id
where r.currency <> a.currency
union all
select r.clinic_id, r.id, format('asks for %s, its call for %s', r.amount_minor, o.amount_minor)
from refunds r
join operations o on o.clinic_id = r.clinic_id and o.subject_id = r.id and o.kind = operation_kind('refund')
where operation_is_open(o.state) and o.amount_minor <> r.amount_minor
union all
select r.clinic_id, r.id, 'asked for, and no call carries it out'
from refunds r
where refund_is_open(r.state)
  and not exists (select 1 from operations o where o.clinic_id = r.clinic_id and o.subject_id = r.id)
