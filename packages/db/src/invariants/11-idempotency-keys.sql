-- a remembered command points to the row that it made
select k.clinic_id, k.subject_id as subject, format('%s remembers a row that does not exist', k.procedure) as detail
from idempotency_keys k
where not exists (select 1 from bookings s where s.clinic_id = k.clinic_id and s.id = k.subject_id)
  and not exists (select 1 from payments s where s.clinic_id = k.clinic_id and s.id = k.subject_id)
  and not exists (select 1 from patients s where s.clinic_id = k.clinic_id and s.id = k.subject_id)
  and not exists (select 1 from refunds s where s.clinic_id = k.clinic_id and s.id = k.subject_id)
  and not exists (select 1 from messages s where s.clinic_id = k.clinic_id and s.id = k.subject_id)
  and not exists (select 1 from payment_webhooks s where s.id = k.subject_id)
