-- nothing is sent for a dead booking or a withdrawn consent
-- Booking and consent are checked when the message is leased; the click follows within the lease, which is short.
select m.clinic_id, m.id as subject, m.kind || ' was sent for a booking that was ' || h.to_state as detail
from messages m
join state_history h on h.clinic_id = m.clinic_id and h.machine = 'booking' and h.subject_id = m.subject_id
  and booking_is_ended(h.to_state)
where message_subject(m.kind) = 'booking' and not message_may_be_sent(m.kind, h.to_state) and m.armed_at > h.at + interval '2 minutes'
union all
select m.clinic_id, m.id, 'was sent without consent'
from messages m
join patients p on p.clinic_id = m.clinic_id and p.id = m.patient_id
where message_needs_consent(m.kind) and m.armed_at > p.whatsapp_withdrawn_at + interval '2 minutes'
  and (p.whatsapp_consent_at is null or p.whatsapp_consent_at < p.whatsapp_withdrawn_at)
union all
select m.clinic_id, m.id, 'was sent without having been armed'
from messages m
where message_is_proven(m.state) and m.armed_at is null
