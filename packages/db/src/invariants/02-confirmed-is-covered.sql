-- a booking that stands is covered by its bill, or an open item says that it is not
with funds as (
  select p.clinic_id, p.bill_id, -sum(e.amount_minor) as amount_minor
  from ledger_postings p
  join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
  join bills l on l.clinic_id = p.clinic_id and l.id = p.bill_id and l.currency = e.currency
  where e.account in (ledger_account('patient_funds'), ledger_account('clinic_income'))
  group by p.clinic_id, p.bill_id
), covers as (
  select c.clinic_id, c.bill_id, sum(c.amount_minor) as amount_minor
  from bill_covers c join bookings b on b.clinic_id = c.clinic_id and b.id = c.booking_id
  where booking_is_owed(b.state)
  group by c.clinic_id, c.bill_id
), dues as (
  select l.clinic_id, l.bill_id, sum(l.amount_minor) as amount_minor
  from bill_lines l
  join bookings b on b.clinic_id = l.clinic_id and b.id = l.booking_id and b.bill_id = l.bill_id
  where booking_is_owed(b.state)
  group by l.clinic_id, l.bill_id
)
select b.clinic_id, b.id as subject, b.state || ' without cover' as detail
from bookings b
join dues d on d.clinic_id = b.clinic_id and d.bill_id = b.bill_id
left join funds f on f.clinic_id = b.clinic_id and f.bill_id = b.bill_id
left join covers c on c.clinic_id = b.clinic_id and c.bill_id = b.bill_id
where booking_needs_cover(b.state)
  and coalesce(f.amount_minor, 0) + coalesce(c.amount_minor, 0) < d.amount_minor
  and not exists (
    select 1 from items i
    where i.clinic_id = b.clinic_id and i.kind = item_kind('uncovered_visit') and i.subject_id = b.id and i.closed_at is null)
  -- After an upgrade every bill with money is due for its first review.
  and not exists (
    select 1 from bills l where l.clinic_id = b.clinic_id and l.id = b.bill_id and l.review_at <= app_now())
union all
select l.clinic_id, l.id, 'is due for a review that nobody makes'
from bills l where l.review_at < app_now() - interval '1 hour'
union all
select q.clinic_id, q.bill_id, 'is queued for a review that nobody makes'
from bills_to_review q where q.queued_at < app_now() - interval '1 hour'
union all
select p.clinic_id, p.id, 'payment is captured without a capture'
from payments p
where p.state = payment_state('captured')
  and not exists (
    select 1 from payment_attempts a
    where a.clinic_id = p.clinic_id and a.payment_id = p.id and a.state = attempt_state('captured'))
union all
select c.clinic_id, c.id, 'cover of a booking on another bill'
from bill_covers c join bookings b on b.clinic_id = c.clinic_id and b.id = c.booking_id
where b.bill_id <> c.bill_id
