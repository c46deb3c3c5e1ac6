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
  coalesce((
    select e.kind from booking_evidence e where e.clinic_id = b.clinic_id and e.booking_id = b.id
    order by (e.kind = 'capture') desc limit 1
  ), 'none') as evidence,
  b.bill_id, m.id as payment_id, m.rail, m.state as payment_state, m.amount_minor, m.provider_order_id, m.provider_account_id,
  -- The actor's rights, read once per statement: a board of a thousand rows costs no more lookups than one booking.
  coalesce((select actor_roles()) -> b.clinic_id::text, '[]') as reader_roles,
  coalesce(p.user_id = (select current_actor_id()), false) as owned_by_reader,
  c.no_show_grace_minutes, c.desk_permission,
  coalesce(a.captured_minor, 0)::bigint as captured_minor,
  coalesce(a.settled_minor, 0)::bigint as settled_minor,
  coalesce(a.authorized_minor, 0)::bigint as authorized_minor,
  coalesce(a.attempt_open, false) as attempt_open,
  coalesce(a.mismatched_minor, 0)::bigint - coalesce(r.mismatched_returned_minor, 0)::bigint as mismatched_minor,
  coalesce(r.settled_returned_minor, 0)::bigint as settled_returned_minor,
  coalesce(r.refund_on_way_minor, 0)::bigint as refund_on_way_minor,
  coalesce(r.refund_unknown_minor, 0)::bigint as refund_unknown_minor,
  coalesce(r.refund_processed_minor, 0)::bigint as refund_processed_minor,
  coalesce(r.refund_failed_minor, 0)::bigint as refund_failed_minor
from bookings b
join clinics c on c.id = b.clinic_id
join doctors d on d.clinic_id = b.clinic_id and d.id = b.doctor_id
join services s on s.clinic_id = b.clinic_id and s.id = b.service_id
join patients p on p.clinic_id = b.clinic_id and p.id = b.patient_id
-- Looked up booking by booking: joined as a table, a board of one day is planned as a hash over all payments of the
-- clinic, because the days are too few for the planner to see how small a day is. `offset 0` keeps the look-up apart.
cross join lateral (select * from payments q where q.clinic_id = b.clinic_id and q.id = b.payment_id offset 0) m
left join lateral (
  -- Money that does not match the charge is never counted towards it: it is quarantined for an operator.
  select sum(t.amount_minor) filter (where t.state = attempt_state('captured') and t.is_match) as captured_minor,
         sum(t.amount_minor) filter (where t.state = attempt_state('captured') and not t.is_match) as mismatched_minor,
         sum(t.amount_minor) filter (where t.id = m.settling_attempt_id) as settled_minor,
         sum(t.amount_minor) filter (where t.state = attempt_state('authorized') and t.is_match) as authorized_minor,
         bool_or(attempt_is_open(t.state)) as attempt_open
  from (
    select x.id, x.state, x.amount_minor, x.quarantine_reason is null and x.currency = m.currency as is_match
    from payment_attempts x where x.clinic_id = m.clinic_id and x.payment_id = m.id
  ) t
) a on true
left join lateral (
  select sum(f.amount_minor) filter (where f.is_match and refund_is_on_way(f.state)) as refund_on_way_minor,
         sum(f.amount_minor) filter (where f.is_match and f.state = refund_state('unknown')) as refund_unknown_minor,
         sum(f.amount_minor) filter (where f.is_match and f.state = refund_state('processed')) as refund_processed_minor,
         sum(f.amount_minor) filter (where f.is_match and f.state = refund_state('failed')) as refund_failed_minor,
         sum(f.amount_minor) filter (where f.attempt_id = m.settling_attempt_id and refund_counts(f.state)) as settled_returned_minor,
         sum(f.amount_minor) filter (where not f.is_match and refund_counts(f.state)) as mismatched_returned_minor
  from (
    select y.attempt_id, y.state, y.amount_minor, x.quarantine_reason is null and x.currency = m.currency as is_match
    from refunds y join payment_attempts x on x.clinic_id = y.clinic_id and x.id = y.attempt_id
    where y.clinic_id = m.clinic_id and y.payment_id = m.id
  ) f
) r on true;
