-- a confirmed booking has evidence, and evidence of a capture is a capture of its own payment
select b.clinic_id, b.id as subject, b.state || ' without evidence' as detail
from bookings b
where booking_needs_cover(b.state)
  and not exists (select 1 from booking_evidence e where e.clinic_id = b.clinic_id and e.booking_id = b.id)
union all
select e.clinic_id, e.booking_id, 'evidence cites an attempt that is ' || coalesce(a.quarantine_reason, a.state, 'missing')
from booking_evidence e
left join payment_attempts a on a.clinic_id = e.clinic_id and a.id = e.attempt_id
where e.kind = 'capture' and (a.state is distinct from attempt_state('captured') or a.quarantine_reason is not null)
union all
select e.clinic_id, e.booking_id, 'evidence cites another payment''s attempt ' || a.id
from booking_evidence e
join payment_attempts a on a.clinic_id = e.clinic_id and a.id = e.attempt_id
join bookings b on b.clinic_id = e.clinic_id and b.id = e.booking_id
where e.kind = 'capture' and a.payment_id <> b.payment_id
union all
select p.clinic_id, p.id, 'payment is captured without a settling capture'
from payments p
left join payment_attempts a on a.clinic_id = p.clinic_id and a.id = p.settling_attempt_id and a.payment_id = p.id
where p.state = payment_state('captured') and (a.state is distinct from attempt_state('captured') or a.quarantine_reason is not null)
