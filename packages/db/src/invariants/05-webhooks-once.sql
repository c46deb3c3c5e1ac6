-- a provider event takes effect at most once and is never lost
select w.clinic_id, w.id as subject, 'event ' || w.event_id || ' is stored more than once' as detail
from payment_webhooks w
join payment_webhooks o on o.provider_account_id = w.provider_account_id
  and o.event_id = w.event_id and o.id > w.id
union all
select w.clinic_id, w.id, 'waits for a retry that nobody will make'
from payment_webhooks w
where w.state = webhook_state('retrying') and w.next_try_at is null
union all
select w.clinic_id, w.id, 'lost its raw body'
from payment_webhooks w
where length(w.raw_body) = 0
union all
select w.clinic_id, w.id, 'was applied to no payment'
from payment_webhooks w
where w.state = webhook_state('applied') and (w.payment_id is null or w.clinic_id is null)
union all
select a.clinic_id, a.id, 'provider payment ' || a.provider_payment_id || ' is recorded in two clinics'
from payment_attempts a
join payment_attempts o on o.provider_account_id = a.provider_account_id
  and o.provider_payment_id = a.provider_payment_id and (o.clinic_id, o.id) > (a.clinic_id, a.id)
union all
select a.clinic_id, a.id, 'provider payment ' || a.provider_payment_id || ' is routed elsewhere'
from payment_attempts a
left join provider_objects r on r.provider_account_id = a.provider_account_id
  and r.object_id = a.provider_payment_id
where (r.clinic_id, r.payment_id) is distinct from (a.clinic_id, a.payment_id)
