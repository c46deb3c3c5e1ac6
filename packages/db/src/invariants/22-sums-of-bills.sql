-- what pages show of a bill's money is the sum of its rows
with attempts as (
  select p.clinic_id, p.bill_id, a.id, a.state, a.amount_minor, a.currency,
    a.quarantine_reason is null and a.ruling is distinct from 'return' and a.currency = l.currency as counts
  from payment_attempts a
  join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
  join bills l on l.clinic_id = p.clinic_id and l.id = p.bill_id
), facts as (
  select t.clinic_id, t.bill_id,
    sum(f.amount_minor) filter (where provider_refund_is_gone(f.state)) as gone_minor,
    sum(f.amount_minor) filter (where f.state = provider_refund_state('submitted')) as leaving_minor,
    sum(f.amount_minor) filter (where f.state = provider_refund_state('processed')) as returned_minor
  from provider_refunds f
  join attempts t on t.clinic_id = f.clinic_id and t.id = f.attempt_id and t.counts and f.currency = t.currency
    and t.state = attempt_state('captured')
  group by t.clinic_id, t.bill_id
), sums as (
  select clinic_id, bill_id,
    coalesce(sum(amount_minor) filter (where counts and state = attempt_state('captured')), 0) as captured_minor,
    coalesce(sum(amount_minor) filter (where counts and state = attempt_state('authorized')), 0) as held_minor
  from attempts group by clinic_id, bill_id
), over_the_counter as (
  select clinic_id, bill_id, sum(amount_minor) as amount_minor from deposits group by clinic_id, bill_id
), told as (
  select l.clinic_id, l.id, l.funds_minor, l.held_minor, l.leaving_minor, l.returned_minor,
    coalesce(s.captured_minor, 0) - coalesce(f.gone_minor, 0) + coalesce(d.amount_minor, 0) as is_funds_minor,
    coalesce(s.held_minor, 0) as is_held_minor, coalesce(f.leaving_minor, 0) as is_leaving_minor,
    coalesce(f.returned_minor, 0) as is_returned_minor
  from bills l
  left join sums s on s.clinic_id = l.clinic_id and s.bill_id = l.id
  left join facts f on f.clinic_id = l.clinic_id and f.bill_id = l.id
  left join over_the_counter d on d.clinic_id = l.clinic_id and d.bill_id = l.id
)
select clinic_id, id as subject,
  format('shows funds %s, held %s, leaving %s, returned %s instead of %s, %s, %s, %s', funds_minor, held_minor, leaving_minor,
    returned_minor, is_funds_minor, is_held_minor, is_leaving_minor, is_returned_minor) as detail
from told
where (funds_minor, held_minor, leaving_minor, returned_minor)
  is distinct from (is_funds_minor, is_held_minor, is_leaving_minor, is_returned_minor)
