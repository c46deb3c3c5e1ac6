-- what lies in a drawer by its counts and receipts is what the ledger says, and a closed session adds up
with last_session as (
  select distinct on (clinic_id, drawer_id) clinic_id, drawer_id, id, opening_minor, counted_minor
  from drawer_sessions order by clinic_id, drawer_id, opened_at desc
), received as (
  select clinic_id, session_id, sum(amount_minor) as amount_minor
  from deposits where kind = 'cash' group by clinic_id, session_id
), in_drawer as (
  select d.clinic_id, d.id,
    case when s.counted_minor is not null then s.counted_minor
      else coalesce(s.opening_minor, 0) + coalesce(r.amount_minor, 0) end as amount_minor
  from drawers d
  left join last_session s on s.clinic_id = d.clinic_id and s.drawer_id = d.id
  left join received r on r.clinic_id = s.clinic_id and r.session_id = s.id
), in_books as (
  select clinic_id, owner_id, sum(amount_minor) as amount_minor
  from ledger_entries where account = ledger_account('cash_drawer') group by clinic_id, owner_id
)
select d.clinic_id, d.id as subject,
  format('%s in the drawer, %s in the books', d.amount_minor, coalesce(b.amount_minor, 0)) as detail
from in_drawer d left join in_books b on b.clinic_id = d.clinic_id and b.owner_id = d.id
where d.amount_minor <> coalesce(b.amount_minor, 0)
union all
select s.clinic_id, s.id, format('expected %s, received %s', s.expected_minor, s.opening_minor + coalesce(r.amount_minor, 0))
from drawer_sessions s left join received r on r.clinic_id = s.clinic_id and r.session_id = s.id
where s.expected_minor <> s.opening_minor + coalesce(r.amount_minor, 0)
