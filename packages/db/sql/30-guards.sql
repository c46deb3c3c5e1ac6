-- The invariants, as triggers. Those that must bypass policies are SECURITY DEFINER with a fixed search_path.

-- Invariant 3: a row is inserted in an initial state and moves only along an edge. Every update raises the version.
create function enforce_transition() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if not exists (
      select 1 from transition_states s where s.machine = tg_argv[0] and s.state = new.state and s.initial
    ) then
      perform refuse('STATE_CONFLICT', format('%s cannot begin as %s', tg_argv[0], new.state));
    end if;
    return new;
  end if;
  if new.state is distinct from old.state and not exists (
    select 1 from transition_edges e
    where e.machine = tg_argv[0] and e.from_state = old.state and e.to_state = new.state
  ) then
    perform refuse('STATE_CONFLICT', format('%s cannot go from %s to %s', tg_argv[0], old.state, new.state));
  end if;
  new.version := old.version + 1;
  new.updated_at := app_now();
  return new;
end $$;

-- Invariant 4: one history row per transition, with its actor and reason, in the same transaction.
create function record_transition() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_from text;
begin
  if tg_op = 'UPDATE' then
    if new.state is not distinct from old.state then
      return null;
    end if;
    v_from := old.state;
  end if;
  insert into state_history (clinic_id, machine, subject_id, from_state, to_state, version, actor, reason, request_id)
  values (
    coalesce(new.clinic_id, '00000000-0000-0000-0000-000000000000'), tg_argv[0], new.id, v_from, new.state, new.version,
    actor_name(), nullif(current_setting('app.reason', true), ''), nullif(current_setting('app.request_id', true), '')
  );
  return null;
end $$;

create function publish_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into feed (clinic_id, subject, subject_id, version, state, patient_id)
  values (new.clinic_id, tg_argv[0], new.id, new.version, new.state, new.patient_id);
  return null;
end $$;

create trigger a_transition before insert or update on bookings for each row execute function enforce_transition('booking');
create trigger a_transition before insert or update on payments for each row execute function enforce_transition('payment');
create trigger a_transition before insert or update on payment_attempts for each row execute function enforce_transition('attempt');
create trigger a_transition before insert or update on refunds for each row execute function enforce_transition('refund');
create trigger a_transition before insert or update on messages for each row execute function enforce_transition('message');
create trigger a_transition before insert or update on payment_webhooks for each row execute function enforce_transition('webhook');

create trigger b_history after insert or update on bookings for each row execute function record_transition('booking');
create trigger b_history after insert or update on payments for each row execute function record_transition('payment');
create trigger b_history after insert or update on payment_attempts for each row execute function record_transition('attempt');
create trigger b_history after insert or update on refunds for each row execute function record_transition('refund');
create trigger b_history after insert or update on messages for each row execute function record_transition('message');
create trigger b_history after insert or update on payment_webhooks for each row execute function record_transition('webhook');

create trigger c_feed after insert or update on bookings for each row execute function publish_change('booking');
create trigger c_feed after update on payments for each row when (new.state is distinct from old.state)
  execute function publish_change('payment');
create trigger c_feed_new after insert on messages for each row execute function publish_change('message');
-- Leases and receipt polls change the row often, but nothing that a client shows.
create trigger c_feed after update on messages for each row when (new.state is distinct from old.state)
  execute function publish_change('message');

-- Invariant 1: the insert of a booking claims the doctor's time; the end of the booking releases it.
create function occupy_resource() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into booking_resources (clinic_id, booking_id, resource_id, during)
    values (new.clinic_id, new.id, new.doctor_id, new.during)
    on conflict do nothing;
    if not found then
      perform refuse('SLOT_TAKEN', 'slot_taken');
    end if;
  elsif booking_is_ended(new.state) and new.state <> old.state then
    update booking_resources set live = false where clinic_id = new.clinic_id and booking_id = new.id and live;
  end if;
  return null;
end $$;
create trigger d_resource after insert or update of state on bookings for each row execute function occupy_resource();

-- Called by the migration when the set of ended states has changed. A booking that is live again fails on its overlap.
create function recompute_live_resources() returns void
language plpgsql as $$
begin
  lock table bookings, booking_resources in share row exclusive mode;
  update booking_resources r set live = not booking_is_ended(b.state)
  from bookings b
  where b.clinic_id = r.clinic_id and b.id = r.booking_id and r.live = booking_is_ended(b.state);
end $$;

-- Invariants 9 and 16: the price and policy agreed at booking never change. The payment does: each fresh order has its own.
create function keep_agreement() returns trigger
language plpgsql as $$
begin
  if (new.clinic_id, new.id, new.patient_id, new.doctor_id, new.service_id, new.during, new.price_minor, new.currency,
      new.policy_snapshot, new.created_at)
     is distinct from
     (old.clinic_id, old.id, old.patient_id, old.doctor_id, old.service_id, old.during, old.price_minor, old.currency,
      old.policy_snapshot, old.created_at) then
    perform refuse('STATE_CONFLICT', 'the agreement of a booking is frozen');
  end if;
  return new;
end $$;
create trigger b_agreement before update on bookings for each row execute function keep_agreement();

-- Invariant 2: a booking is confirmed only on a bill that is covered, checked at commit, also when it has gone on since within
-- the same transaction. Losing the cover later moves nothing backward: an item says so.
create function require_cover() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from bookings b
    where b.clinic_id = new.clinic_id and b.id = new.id and booking_needs_cover(b.state)
      and bill_cover_minor(b.clinic_id, b.bill_id) < bill_due_minor(b.clinic_id, b.bill_id)
  ) then
    perform refuse('STATE_CONFLICT', 'a confirmed booking needs cover');
  end if;
  return null;
end $$;
create constraint trigger e_cover after update of state on bookings
  deferrable initially deferred for each row
  when (new.state is distinct from old.state and new.state = booking_state('confirmed')) execute function require_cover();

-- Invariant 6: what we ask back never exceeds what was captured and is still there. Facts are not asked: a provider may
-- return more than it took. Checked at commit, when requests and facts of the same change are all written. The attempt's row
-- lock orders writers that do not hold the bill.
create function limit_requests() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_captured bigint;
  v_currency text;
  v_asked bigint;
  v_gone bigint;
begin
  select case when state = attempt_state('captured') then amount_minor else 0 end, currency into v_captured, v_currency
  from payment_attempts where clinic_id = new.clinic_id and id = new.attempt_id for no key update;
  if v_currency is distinct from new.currency then
    perform refuse('STATE_CONFLICT', 'a refund must be in the currency of its capture');
  end if;
  select coalesce(sum(r.amount_minor), 0) into v_asked from refunds r
  where r.clinic_id = new.clinic_id and r.attempt_id = new.attempt_id and refund_is_open(r.state)
    and not exists (select 1 from provider_refunds f where f.clinic_id = r.clinic_id and f.request_id = r.id);
  select coalesce(sum(f.amount_minor), 0) into v_gone from provider_refunds f
  where f.clinic_id = new.clinic_id and f.attempt_id = new.attempt_id and provider_refund_is_gone(f.state)
    and f.currency = v_currency;
  if v_asked > 0 and v_asked + v_gone > v_captured then
    perform refuse('STATE_CONFLICT', 'refunds would exceed the capture');
  end if;
  return null;
end $$;
create constraint trigger b_limit after insert or update of amount_minor on refunds
  deferrable initially deferred for each row execute function limit_requests();

-- Invariant 10: each posting sums to zero per currency; entries are never changed.
create function require_balance() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from ledger_entries
    where clinic_id = new.clinic_id and posting_id = new.posting_id
    group by currency having sum(amount_minor) <> 0
  ) then
    perform refuse('INTERNAL', 'a posting must sum to zero');
  end if;
  return null;
end $$;
create constraint trigger a_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function require_balance();

create function refuse_change() returns trigger
language plpgsql as $$
begin
  perform refuse('INTERNAL', format('%s is append-only', tg_table_name));
  return null;
end $$;
create trigger z_append_only before update or delete on ledger_postings for each row execute function refuse_change();
create trigger z_append_only before update or delete on ledger_entries for each row execute function refuse_change();
create trigger z_append_only before update or delete on state_history for each row execute function refuse_change();
create trigger z_append_only before update or delete on audit_log for each row execute function refuse_change();
create trigger z_append_only before update or delete on audit_seals for each row execute function refuse_change();
create trigger z_append_only before update or delete on audit_seal_rows for each row execute function refuse_change();

-- Invariant 12: a message is inserted in the commit that causes it, on every code path.
create function tell_patient() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_kind text;
begin
  if new.state = booking_state('confirmed') and old.state <> booking_state('confirmed') then
    v_kind := message_kind('booking_confirmed');
  elsif new.state = booking_state('cancelled') and booking_is_announced(old.state) then
    v_kind := message_kind('booking_cancelled');
  else
    return null;
  end if;
  insert into messages (clinic_id, channel, kind, subject_id, subject_version, patient_id, recipient_phone, locale)
  select p.clinic_id, 'whatsapp', v_kind, new.id, new.version, p.id, p.phone, p.locale
  from patients p where p.clinic_id = new.clinic_id and p.id = new.patient_id
  on conflict do nothing;
  return null;
end $$;
create trigger f_tell after update of state on bookings for each row execute function tell_patient();

-- A booking that ends or is completed changes what its bill owes. The bill is not written here, because the lock order begins
-- with it: it is put into the queue of the reviewer. Without money there is nothing to review; money that a concurrent
-- transaction brings is decided on the booking's new version.
create function queue_review() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into bills_to_review (clinic_id, bill_id)
  select new.clinic_id, new.bill_id
  where exists (
      select 1 from payments p join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
      where p.clinic_id = new.clinic_id and p.bill_id = new.bill_id)
    or exists (select 1 from deposits d where d.clinic_id = new.clinic_id and d.bill_id = new.bill_id)
    -- An order that was never made is given up.
    or exists (
      select 1 from operations o
      where o.clinic_id = new.clinic_id and o.bill_id = new.bill_id and operation_is_open(o.state));
  return null;
end $$;
create trigger g_review after update of state on bookings for each row
  when (new.state is distinct from old.state and not booking_is_live(new.state)) execute function queue_review();
create trigger g_review after insert on bill_covers for each row execute function queue_review();
