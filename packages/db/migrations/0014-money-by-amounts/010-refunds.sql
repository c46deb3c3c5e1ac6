-- Requests, facts and calls apart. History of the new rows is written by hand: the triggers of an earlier release may not be
-- there yet. A fact keeps the id of the row that told it: the ledger cites that id.
alter table provider_refunds disable trigger user;
alter table operations disable trigger user;
insert into provider_refunds (
  clinic_id, id, attempt_id, provider_refund_id, request_id, state, amount_minor, currency, bank_reference, occurred_at,
  created_at, updated_at
)
select r.clinic_id, r.id, r.attempt_id, r.provider_refund_id,
  case when r.reason <> 'provider_initiated' then r.id end,
  case when r.state in ('processed', 'failed') then r.state else 'submitted' end,
  r.amount_minor, r.currency, r.bank_reference, r.updated_at, r.created_at, r.updated_at
from refunds r where r.provider_refund_id is not null;
insert into state_history (clinic_id, machine, subject_id, from_state, to_state, version, actor)
select f.clinic_id, 'provider_refund', f.id, null, f.state, 1, 'system:migration' from provider_refunds f
where not exists (
  select 1 from state_history h
  where h.clinic_id = f.clinic_id and h.machine = 'provider_refund' and h.subject_id = f.id);

-- A request whose fact is told needs no call; every other open one is taken up where it stood.
insert into operations (
  clinic_id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, tries, next_at, sla_at, last_error,
  created_at
)
select r.clinic_id, p.bill_id, 'refund', a.provider_account_id, r.id, r.amount_minor, r.currency,
  case
    when r.provider_refund_id is not null then 'confirmed'
    when r.state = 'failed' then 'refused'
    when r.state = 'requested' then 'planned'
    else 'unknown'
  end,
  r.tries, case when r.provider_refund_id is null and r.state <> 'failed' then app_now() end,
  r.created_at + interval '1 day', r.last_error, r.created_at
from refunds r
  join payments p on p.clinic_id = r.clinic_id and p.id = r.payment_id
  join payment_attempts a on a.clinic_id = r.clinic_id and a.id = r.attempt_id
where r.reason <> 'provider_initiated';
-- As each came to its state: planned, sent, and what became of it.
with steps (state, version, from_state, to_state) as (values
  ('planned', 1, null, 'planned'), ('confirmed', 1, null, 'planned'), ('confirmed', 2, 'planned', 'confirmed'),
  ('refused', 1, null, 'planned'), ('refused', 2, 'planned', 'sent'), ('refused', 3, 'sent', 'refused'),
  ('unknown', 1, null, 'planned'), ('unknown', 2, 'planned', 'sent'), ('unknown', 3, 'sent', 'unknown')
), told as (
  insert into state_history (clinic_id, machine, subject_id, from_state, to_state, version, actor)
  select o.clinic_id, 'operation', o.id, s.from_state, s.to_state, s.version, 'system:migration'
  from operations o join steps s on s.state = o.state
  where not exists (
    select 1 from state_history h where h.clinic_id = o.clinic_id and h.machine = 'operation' and h.subject_id = o.id)
  order by o.id, s.version
  returning clinic_id, subject_id, version
)
update operations o set version = t.version
from (select clinic_id, subject_id, max(version) as version from told group by clinic_id, subject_id) t
where o.clinic_id = t.clinic_id and o.id = t.subject_id;
alter table provider_refunds enable trigger user;
alter table operations enable trigger user;

drop view if exists booking_views cascade;
alter table ledger_postings drop column payment_id, drop column refund_id;

-- Made at the provider: a fact, and never a request of ours.
alter table refunds disable trigger user;
delete from refunds where reason = 'provider_initiated';
drop index refunds_due;
alter table refunds
  drop column provider_refund_id, drop column bank_reference, drop column next_try_at, drop column tries, drop column fence,
  drop column leased_until, drop column last_error;
alter table refunds enable trigger user;
create index provider_refunds_attempt on provider_refunds (clinic_id, attempt_id);

-- When money was authorized and captured, by the time at which it was recorded.
alter table payment_attempts disable trigger user;
update payment_attempts a set
  authorized_at = coalesce(a.authorized_at, (
    select min(h.at) from state_history h
    where h.clinic_id = a.clinic_id and h.machine = 'attempt' and h.subject_id = a.id and h.to_state = 'authorized')),
  captured_at = coalesce(a.captured_at, (
    select min(h.at) from state_history h
    where h.clinic_id = a.clinic_id and h.machine = 'attempt' and h.subject_id = a.id and h.to_state = 'captured'
  ), case when a.state = 'captured' then a.occurred_at end)
where a.captured_at is null or a.authorized_at is null;
alter table payment_attempts enable trigger user;
