-- What readers see. Every view runs with the reader's rights: a row that a policy hides is not in it.

create view ledger_balances with (security_invoker = true) as
select clinic_id, account, currency, sum(amount_minor)::bigint as balance_minor
from ledger_entries
group by clinic_id, account, currency;

create view whatsapp_logs with (security_invoker = true) as
select clinic_id, id, kind, subject_id, recipient_phone, state, attempts, last_error, external_id,
       created_at, armed_at, sent_at, delivered_at, read_at, next_attempt_at
from messages
where channel = 'whatsapp';

-- The booking as clients read it. Runs with the reader's rights: a row that a policy hides is not here.
create view booking_views with (security_invoker = true) as
select
  b.clinic_id, b.id, c.name as clinic_name, c.time_zone, b.doctor_id, d.name as doctor_name, d.speciality,
  b.service_id, s.name as service_name, b.patient_id, p.full_name as patient_name, p.phone as patient_phone,
  b.state, b.version, lower(b.during) as starts_at, upper(b.during) as ends_at, b.visit_date,
  b.price_minor, b.currency,
  case when b.state in ('held', 'awaiting_payment') then b.hold_expires_at end as hold_expires_at,
  b.keep_if_late, b.predecessor_id,
  (select n.id from bookings n where n.clinic_id = b.clinic_id and n.predecessor_id = b.id) as successor_id,
  b.end_reason, b.created_at, b.updated_at, clock_timestamp() as server_now,
  coalesce((
    select e.kind from booking_evidence e where e.clinic_id = b.clinic_id and e.booking_id = b.id
    order by (e.kind = 'capture') desc limit 1
  ), 'none') as evidence,
  m.id as payment_id, m.rail, m.state as payment_state, m.amount_minor, m.provider_order_id,
  coalesce(a.captured_minor, 0)::bigint as captured_minor,
  coalesce(a.attempt_open, false) as attempt_open,
  coalesce(r.refunded_minor, 0)::bigint as refunded_minor,
  r.refund_state
from bookings b
join clinics c on c.id = b.clinic_id
join doctors d on d.clinic_id = b.clinic_id and d.id = b.doctor_id
join services s on s.clinic_id = b.clinic_id and s.id = b.service_id
join patients p on p.clinic_id = b.clinic_id and p.id = b.patient_id
join payments m on m.clinic_id = b.clinic_id and m.id = b.payment_id
left join lateral (
  select sum(t.amount_minor) filter (where t.state = 'captured') as captured_minor,
         bool_or(t.state in ('created', 'requires_action', 'authorized')) as attempt_open
  from payment_attempts t where t.clinic_id = m.clinic_id and t.payment_id = m.id
) a on true
left join lateral (
  select sum(f.amount_minor) filter (where f.state <> 'failed') as refunded_minor,
         (array_agg(f.state order by f.created_at desc))[1] as refund_state
  from refunds f where f.clinic_id = m.clinic_id and f.payment_id = m.id
) r on true;
