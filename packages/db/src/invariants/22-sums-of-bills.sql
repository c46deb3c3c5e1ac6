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
), requests as (
  -- A fact of the provider counts in place of the request that it carries out.
  select t.clinic_id, t.bill_id,
    sum(r.amount_minor) filter (where r.state <> refund_state('unknown')) as asked_back_minor,
    sum(r.amount_minor) filter (where r.state = refund_state('unknown')) as unknown_back_minor
  from refunds r
  join attempts t on t.clinic_id = r.clinic_id and t.id = r.attempt_id and t.counts and t.state = attempt_state('captured')
  where refund_is_open(r.state)
    and not exists (select 1 from provider_refunds f where f.clinic_id = r.clinic_id and f.request_id = r.id)
  group by t.clinic_id, t.bill_id
), wrong as (
  select w.clinic_id, w.bill_id, w.currency, sum(w.here_minor) as amount_minor
  from (
    select t.clinic_id, t.bill_id, t.currency, t.amount_minor - coalesce((
      select sum(f.amount_minor) from provider_refunds f
      where f.clinic_id = t.clinic_id and f.attempt_id = t.id and f.currency = t.currency
        and f.state = provider_refund_state('processed')), 0) as here_minor
    from attempts t where not t.counts and t.state = attempt_state('captured')
  ) w where w.here_minor > 0
  group by w.clinic_id, w.bill_id, w.currency
), refused as (
  select clinic_id, bill_id, sum(amount_minor) as amount_minor from items
  where kind = item_kind('refund_refused') and closed_at is null group by clinic_id, bill_id
), checking as (
  select distinct clinic_id, bill_id from attempts
  where attempt_is_open(state) and state <> attempt_state('authorized')
), over_the_counter as (
  select clinic_id, bill_id, sum(amount_minor) as amount_minor from deposits group by clinic_id, bill_id
), told as (
  select l.clinic_id, l.id,
    jsonb_build_object(
      'funds_minor', l.funds_minor, 'held_minor', l.held_minor, 'leaving_minor', l.leaving_minor, 'returned_minor', l.returned_minor,
      'asked_back_minor', l.asked_back_minor, 'unknown_back_minor', l.unknown_back_minor, 'refused_minor', l.refused_minor,
      'wrong_minor', l.wrong_minor, 'wrong_in', l.wrong_currency is not null, 'checking', l.is_checking) as shown,
    jsonb_build_object(
      'funds_minor', coalesce(s.captured_minor, 0) - coalesce(f.gone_minor, 0) + coalesce(d.amount_minor, 0),
      'held_minor', coalesce(s.held_minor, 0), 'leaving_minor', coalesce(f.leaving_minor, 0), 'returned_minor', coalesce(f.returned_minor, 0),
      'asked_back_minor', coalesce(r.asked_back_minor, 0), 'unknown_back_minor', coalesce(r.unknown_back_minor, 0),
      -- After an upgrade the first review opens the items.
      'refused_minor', case when l.review_at <= app_now() then l.refused_minor else coalesce(x.amount_minor, 0) end,
      'wrong_minor', coalesce(w.amount_minor, 0),
      'wrong_in', exists (select 1 from wrong o where o.clinic_id = l.clinic_id and o.bill_id = l.id),
      'checking', c.bill_id is not null) as summed
  from bills l
  left join sums s on s.clinic_id = l.clinic_id and s.bill_id = l.id
  left join facts f on f.clinic_id = l.clinic_id and f.bill_id = l.id
  left join requests r on r.clinic_id = l.clinic_id and r.bill_id = l.id
  left join refused x on x.clinic_id = l.clinic_id and x.bill_id = l.id
  left join wrong w on w.clinic_id = l.clinic_id and w.bill_id = l.id and w.currency = l.wrong_currency
  left join checking c on c.clinic_id = l.clinic_id and c.bill_id = l.id
  left join over_the_counter d on d.clinic_id = l.clinic_id and d.bill_id = l.id
)
select clinic_id, id as subject, format('shows %s instead of %s', shown, summed) as detail
from told where shown <> summed
