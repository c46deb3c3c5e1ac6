-- Read models. Every view is SECURITY INVOKER: a row that a policy hides is not in it.

create view ledger_balances with (security_invoker = true) as
select clinic_id, account, currency, sum(amount_minor)::bigint as balance_minor
from ledger_entries
group by clinic_id, account, currency;

create view whatsapp_logs with (security_invoker = true) as
select clinic_id, id, kind, subject_id, recipient_phone, state, tries, last_error, external_id,
       created_at, armed_at, sent_at, delivered_at, read_at, next_try_at
from messages
where channel = 'whatsapp';

-- The booking as clients read it.
create view booking_views with (security_invoker = true) as
select
  b.clinic_id, b.id, c.name as clinic_name, c.time_zone, b.doctor_id, d.name as doctor_name, d.speciality,
  b.service_id, s.name as service_name, b.patient_id, p.full_name as patient_name, p.phone as patient_phone,
  b.state, b.version, lower(b.during) as starts_at, upper(b.during) as ends_at, b.visit_date,
  b.price_minor, b.currency,
  case when booking_is_unpaid(b.state) then b.hold_expires_at end as hold_expires_at,
  b.keep_if_late, b.predecessor_id,
  (select n.id from bookings n where n.clinic_id = b.clinic_id and n.predecessor_id = b.id) as successor_id,
  b.end_reason, b.created_at, b.updated_at, app_now() as server_now,
  l.funds_minor, l.held_minor, l.asked_back_minor, l.unknown_back_minor, l.leaving_minor, l.returned_minor, l.refused_minor,
  l.wrong_minor, l.wrong_currency, l.is_checking,
  (select v.kind from bill_covers v where v.clinic_id = b.clinic_id and v.booking_id = b.id order by v.id limit 1) as cover,
  b.bill_id, m.id as payment_id, m.rail, m.state as payment_state, m.amount_minor, m.provider_order_id, m.provider_account_id,
  -- The actor's rights, read once per statement: a board of a thousand rows costs no more lookups than one booking.
  coalesce((select actor_roles()) -> b.clinic_id::text, '[]') as reader_roles,
  coalesce(p.user_id = (select current_actor_id()), false) as owned_by_reader,
  c.no_show_grace_minutes, c.desk_permission
from bookings b
join clinics c on c.id = b.clinic_id
join doctors d on d.clinic_id = b.clinic_id and d.id = b.doctor_id
join services s on s.clinic_id = b.clinic_id and s.id = b.service_id
join patients p on p.clinic_id = b.clinic_id and p.id = b.patient_id
-- Looked up booking by booking: joined as tables, a board of one day is planned as a hash over all payments and bills of the
-- clinic, because the days are too few for the planner to see how small a day is. `offset 0` keeps the look-ups apart.
cross join lateral (select * from payments q where q.clinic_id = b.clinic_id and q.id = b.payment_id offset 0) m
cross join lateral (select * from bills w where w.clinic_id = b.clinic_id and w.id = b.bill_id offset 0) l;
