-- every transition has one history row with its actor: the last one names the present state
with subjects as (
  select clinic_id, 'booking' as machine, id, state, version from bookings
  union all select clinic_id, 'payment', id, state, version from payments
  union all select clinic_id, 'attempt', id, state, version from payment_attempts
  union all select clinic_id, 'refund', id, state, version from refunds
  union all select clinic_id, 'provider_refund', id, state, version from provider_refunds
  union all select clinic_id, 'operation', id, state, version from operations
  union all select clinic_id, 'message', id, state, version from messages
  union all select clinic_id, 'webhook', id, state, version from payment_webhooks
),
latest as (
  select distinct on (machine, subject_id) machine, subject_id, to_state, version
  from state_history order by machine, subject_id, version desc
)
select s.clinic_id, s.id as subject,
       format('%s is %s, its history says %s', s.machine, s.state, coalesce(l.to_state, 'nothing')) as detail
from subjects s left join latest l on l.machine = s.machine and l.subject_id = s.id
where l.to_state is distinct from s.state or l.version > s.version
union all
select h.clinic_id, h.subject_id, format('%s v%s has no actor', h.machine, h.version)
from state_history h
where h.actor = ''
