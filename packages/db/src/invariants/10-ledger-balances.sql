-- each posting sums to zero per currency, each object stands in the books with the provider's figure, income has its cause
select e.clinic_id, e.posting_id as subject, format('sums to %s %s', sum(e.amount_minor), e.currency) as detail
from ledger_entries e
group by e.clinic_id, e.posting_id, e.currency
having sum(e.amount_minor) <> 0
union all
select p.clinic_id, p.id, 'posting without entries'
from ledger_postings p
where not exists (select 1 from ledger_entries e where e.clinic_id = p.clinic_id and e.posting_id = p.id)
union all
(
  with posted as (
    select e.clinic_id, e.object_id, sum(e.amount_minor) as amount_minor
    from ledger_entries e
    where e.account in (
      ledger_account('provider_balance'), ledger_account('cash_drawer'), ledger_account('card_terminal'))
    group by e.clinic_id, e.object_id
  ), told as (
    select a.clinic_id, a.id, case when a.state = attempt_state('captured') then a.amount_minor - coalesce(a.fee_minor, 0) else 0 end
      as amount_minor, p.bill_id
    from payment_attempts a join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
    union all
    select f.clinic_id, f.id,
      case when provider_refund_is_gone(f.state) and a.state = attempt_state('captured') and f.currency = a.currency
        then -f.amount_minor else 0 end, p.bill_id
    from provider_refunds f
    join payment_attempts a on a.clinic_id = f.clinic_id and a.id = f.attempt_id
    join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
    union all
    select d.clinic_id, d.id, d.amount_minor, d.bill_id from deposits d
    union all
    -- Counts: what was brought at the opening, and the difference at the closing.
    select s.clinic_id, s.id, s.brought_minor + coalesce(s.difference_minor, 0), null from drawer_sessions s
  )
  select coalesce(t.clinic_id, p.clinic_id), coalesce(t.id, p.object_id),
    format('%s in the books, %s by its facts', coalesce(p.amount_minor, 0), coalesce(t.amount_minor, 0))
  from told t full join posted p on p.clinic_id = t.clinic_id and p.object_id = t.id
  where coalesce(t.amount_minor, 0) <> coalesce(p.amount_minor, 0)
    -- After an upgrade every bill with money is due for its first review, which posts what the earlier release never did.
    and not exists (
      select 1 from bills l where l.clinic_id = t.clinic_id and l.id = t.bill_id and l.review_at <= app_now())
)
union all
(
  with income as (
    select p.clinic_id, p.bill_id, -sum(e.amount_minor) as amount_minor
    from ledger_entries e join ledger_postings p on p.clinic_id = e.clinic_id and p.id = e.posting_id
    where e.account = ledger_account('clinic_income')
    group by p.clinic_id, p.bill_id
  ), rendered as (
    select l.clinic_id, l.bill_id, sum(l.amount_minor) as amount_minor
    from bill_lines l
    join bookings b on b.clinic_id = l.clinic_id and b.id = l.booking_id and b.bill_id = l.bill_id
    where b.state = booking_state('completed')
    group by l.clinic_id, l.bill_id
  )
  select i.clinic_id, i.bill_id, format('income of %s for visits of %s', i.amount_minor, coalesce(r.amount_minor, 0))
  from income i left join rendered r on r.clinic_id = i.clinic_id and r.bill_id = i.bill_id
  where i.amount_minor < 0 or i.amount_minor > coalesce(r.amount_minor, 0)
)
union all
select null, null, format('%s may %s %s', role, verb, name)
from unnest(array['holdfast_api', 'holdfast_ingest', 'holdfast_worker']) as role,
     unnest(array['update', 'delete', 'truncate']) as verb,
     unnest(array['ledger_postings', 'ledger_entries']) as name
where has_table_privilege(role, 'public.' || name, verb)
   or (verb = 'update' and has_any_column_privilege(role, 'public.' || name, verb))
