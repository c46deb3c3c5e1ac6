-- the agreement of a booking is frozen: price, currency and cancellation policy never change
select b.clinic_id, b.id as subject, 'has no cancellation policy' as detail
from bookings b
where jsonb_typeof(b.policy_snapshot) is distinct from 'object' or not b.policy_snapshot ? 'version'
union all
select n.clinic_id, n.id, 'a late successor carries another agreement than its predecessor'
from bookings n join bookings b on b.clinic_id = n.clinic_id and b.id = n.predecessor_id and b.payment_id = n.payment_id
where (n.policy_snapshot, n.price_minor, n.currency) is distinct from (b.policy_snapshot, b.price_minor, b.currency)
union all
select null, null, 'the trigger that freezes the agreement is missing or switched off'
where not exists (
  select 1 from pg_trigger t
  where t.tgrelid = to_regclass('public.bookings') and t.tgname = 'b_agreement' and t.tgenabled = 'O')
