-- a message intent exists if and only if its causing commit exists
with causes as (
  select h.clinic_id, h.subject_id, h.version,
         case h.to_state when booking_state('confirmed') then message_kind('booking_confirmed')
         else message_kind('booking_cancelled') end as kind
  from state_history h
  where h.machine = 'booking'
    and (h.to_state = booking_state('confirmed')
      or (h.to_state = booking_state('cancelled') and booking_is_announced(h.from_state)))
)
select c.clinic_id, c.subject_id as subject, format('v%s caused no message %s', c.version, c.kind) as detail
from causes c
where not exists (
  select 1 from messages m
  where m.clinic_id = c.clinic_id and m.subject_id = c.subject_id and m.kind = c.kind and m.subject_version = c.version)
union all
select m.clinic_id, m.id, format('message %s has no cause', m.kind)
from messages m
where m.kind in (message_kind('booking_confirmed'), message_kind('booking_cancelled'))
  and not exists (
    select 1 from causes c
    where c.clinic_id = m.clinic_id and c.subject_id = m.subject_id and c.kind = m.kind and c.version = m.subject_version)
union all
select r.clinic_id, r.id, 'late money is sent back without a word'
from refunds r
join payments p on p.clinic_id = r.clinic_id and p.id = r.payment_id
join bills l on l.clinic_id = p.clinic_id and l.id = p.bill_id
where r.reason = 'late_payment' and r.currency = l.currency
  and not exists (
    select 1 from bookings b join messages m on m.clinic_id = b.clinic_id and m.subject_id = b.id
    where b.clinic_id = l.clinic_id and b.bill_id = l.id and m.kind in (message_kind('refund_requested'), message_kind('payment_refunded_late')))
union all
select m.clinic_id, m.id, format('message %s has no cause', m.kind)
from messages m
where m.kind in (
    message_kind('refund_requested'), message_kind('refund_processed'), message_kind('payment_refunded_late'))
  and not exists (
    select 1 from bookings b
    join payments p on p.clinic_id = b.clinic_id and p.bill_id = b.bill_id
    join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
    where b.clinic_id = m.clinic_id and b.id = m.subject_id
      and (exists (select 1 from refunds r where r.clinic_id = a.clinic_id and r.attempt_id = a.id)
        or exists (select 1 from provider_refunds f where f.clinic_id = a.clinic_id and f.attempt_id = a.id)))
union all
select m.clinic_id, m.id, 'message one_time_code has no cause'
from messages m
where m.kind = message_kind('one_time_code')
  and not exists (select 1 from otp_challenges c where c.clinic_id = m.clinic_id and c.id = m.subject_id)
