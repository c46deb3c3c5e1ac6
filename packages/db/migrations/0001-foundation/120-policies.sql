-- Row-level security. No actor, no rows. The owner has a policy of its own, because FORCE binds the owner too;
-- the invariant functions run as the owner. Policies take helper functions in a sub-select: once per statement.

do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'users', 'credentials', 'sessions', 'clinics', 'memberships', 'otp_challenges', 'doctors', 'services',
    'doctor_services', 'schedule_rules', 'schedule_leaves', 'patients', 'bookings', 'booking_resources',
    'booking_evidence', 'payments', 'payment_attempts', 'refunds', 'provider_objects', 'ledger_postings',
    'ledger_entries', 'payment_webhooks', 'messages', 'state_history', 'feed', 'audit_log', 'audit_seals',
    'audit_seal_rows', 'idempotency_keys', 'leases', 'whatsapp_accounts', 'invariant_results'
  ] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
    execute format('create policy owner_all on %I to holdfast_owner using (true) with check (true)', v_table);
    -- Grants decide which of these a system process may touch, and how. Passwords and sessions are none of them.
    continue when v_table in ('credentials', 'sessions');
    execute format(
      'create policy system_all on %I to holdfast_ingest, holdfast_worker '
      'using ((select actor_system()) <> '''') with check ((select actor_system()) <> '''')', v_table);
  end loop;
end $$;

-- Identity -----------------------------------------------------------------------------------------------------------
create policy self on users for select to holdfast_api using (id = (select current_actor_id()));
create policy colleagues on users for select to holdfast_api using (
  exists (select 1 from memberships m where m.user_id = users.id));
create policy auth on users to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');
create policy auth on credentials for select to holdfast_api using ((select actor_system()) = 'system:auth');
create policy auth on sessions to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');
create policy auth on otp_challenges to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');
create policy desk on otp_challenges for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]));
create policy self on memberships for select to holdfast_api using (user_id = (select current_actor_id()));
create policy staff on memberships for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));

-- What anybody may see -----------------------------------------------------------------------------------------------
create policy anyone on clinics for select to holdfast_api using (true);
create policy anyone on doctors for select to holdfast_api using (true);
create policy anyone on services for select to holdfast_api using (true);
create policy anyone on doctor_services for select to holdfast_api using (true);
create policy anyone on schedule_rules for select to holdfast_api using (true);
create policy anyone on schedule_leaves for select to holdfast_api using (true);

-- Patients and bookings ----------------------------------------------------------------------------------------------
create policy own on patients to holdfast_api
  using (user_id = (select current_actor_id())) with check (user_id = (select current_actor_id()));
create policy staff on patients for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy desk on patients for insert to holdfast_api
  with check (clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]) and user_id is null);
-- A verified phone finds the patients that the desk registered under it.
create policy auth_link on patients for update to holdfast_api
  using ((select actor_system()) = 'system:auth' and user_id is null) with check ((select actor_system()) = 'system:auth');
create policy auth_find on patients for select to holdfast_api using ((select actor_system()) = 'system:auth');

create policy own on bookings to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[])) with check (patient_id = any ((select actor_patients())::uuid[]));
create policy staff_read on bookings for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy desk on bookings to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'admin'))::uuid[]))
  with check (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'admin'))::uuid[]));
create policy operator on bookings for select to holdfast_api using ((select actor_is_operator()));

create policy visible on booking_evidence for select to holdfast_api using (
  exists (select 1 from bookings b where b.clinic_id = booking_evidence.clinic_id and b.id = booking_evidence.booking_id));
create policy desk on booking_evidence for insert to holdfast_api with check (
  kind <> 'capture' and granted_by = (select current_actor_id())
  and clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]));
create policy own_desk_payment on booking_evidence for insert to holdfast_api with check (
  kind = 'desk_permission' and granted_by = (select current_actor_id())
  and exists (select 1 from clinics c where c.id = booking_evidence.clinic_id and c.desk_permission = 'patients')
  and exists (
    select 1 from bookings b where b.clinic_id = booking_evidence.clinic_id and b.id = booking_evidence.booking_id
      and b.patient_id = any ((select actor_patients())::uuid[])));

-- Money --------------------------------------------------------------------------------------------------------------
create policy own on payments to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[])) with check (patient_id = any ((select actor_patients())::uuid[]));
create policy staff_read on payments for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy desk on payments to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]))
  with check (clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]));
create policy operator on payments for select to holdfast_api using ((select actor_is_operator()));
create policy visible on payment_attempts for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = payment_attempts.clinic_id and p.id = payment_attempts.payment_id));
create policy visible on refunds for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = refunds.clinic_id and p.id = refunds.payment_id));
create policy desk on refunds for insert to holdfast_api with check (
  state = 'requested' and requested_by = (select current_actor_id()) and clinic_id = any ((select actor_clinics('receptionist', 'admin'))::uuid[]));
create policy visible on provider_objects for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = provider_objects.clinic_id and p.id = provider_objects.payment_id));
create policy order_made on provider_objects for insert to holdfast_api with check (
  kind = 'order'
  and exists (select 1 from payments p where p.clinic_id = provider_objects.clinic_id and p.id = provider_objects.payment_id));

-- Messages, webhooks, history, feed, audit ---------------------------------------------------------------------------
create policy auth_code on messages for insert to holdfast_api
  with check ((select actor_system()) = 'system:auth' and kind = 'one_time_code');
create policy staff on messages for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy operator_read on messages for select to holdfast_api using ((select actor_is_operator()));
create policy operator_mend on messages for update to holdfast_api
  using ((select actor_is_operator())) with check ((select actor_is_operator()));
create policy operator_read on payment_webhooks for select to holdfast_api using ((select actor_is_operator()));
create policy operator_mend on payment_webhooks for update to holdfast_api
  using ((select actor_is_operator())) with check ((select actor_is_operator()));
create policy staff on state_history for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy own_booking on state_history for select to holdfast_api using (
  machine = 'booking'
  and exists (select 1 from bookings b where b.clinic_id = state_history.clinic_id and b.id = state_history.subject_id));
create policy operator on state_history for select to holdfast_api using ((select actor_is_operator()));
create policy poller on feed for select to holdfast_api using ((select actor_system()) = 'system:feed');
create policy own on feed for select to holdfast_api using (patient_id = any ((select actor_patients())::uuid[]));
create policy staff on feed for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('receptionist', 'doctor', 'billing', 'admin'))::uuid[]));
create policy operator on feed for select to holdfast_api using ((select actor_is_operator()));
create policy self on audit_log for insert to holdfast_api with check (
  actor = (select actor_name()) and ((select current_actor_id()) is not null or (select actor_system()) <> ''));
create policy admin on audit_log for select to holdfast_api
  using (clinic_id = any ((select actor_clinics('admin'))::uuid[]));
create policy operator on audit_log for select to holdfast_api using ((select actor_is_operator()));
create policy self on idempotency_keys to holdfast_api
  using (user_id = (select current_actor_id())) with check (user_id = (select current_actor_id()));
create policy operator on whatsapp_accounts for select to holdfast_api using ((select actor_is_operator()));
create policy operator on invariant_results for select to holdfast_api using ((select actor_is_operator()));
