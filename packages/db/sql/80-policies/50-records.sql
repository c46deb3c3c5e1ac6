-- Messages, history, feed and audit. See 80-policies/README.md.

alter table messages enable row level security, force row level security;
create policy owner_all on messages to holdfast_owner using (true) with check (true);
create policy system_all on messages to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy auth_code on messages for insert to holdfast_api
  with check ((select actor_system()) = 'system:auth' and kind = message_kind('one_time_code'));
create policy staff on messages for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('messages.read'))::uuid[]));
create policy operator_read on messages for select to holdfast_api using ((select actor_is_operator()));
create policy operator_repair on messages for update to holdfast_api
  using ((select actor_is_operator())) with check ((select actor_is_operator()));

alter table state_history enable row level security, force row level security;
create policy owner_all on state_history to holdfast_owner using (true) with check (true);
create policy system_all on state_history to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy staff on state_history for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('history.read'))::uuid[]));
create policy own_booking on state_history for select to holdfast_api using (
  machine = 'booking'
  and exists (select 1 from bookings b where b.clinic_id = state_history.clinic_id and b.id = state_history.subject_id));
create policy operator on state_history for select to holdfast_api using ((select actor_is_operator()));

alter table feed enable row level security, force row level security;
create policy owner_all on feed to holdfast_owner using (true) with check (true);
create policy system_all on feed to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy poller on feed for select to holdfast_api using ((select actor_system()) = 'system:feed');
create policy own on feed for select to holdfast_api using (patient_id = any ((select actor_patients())::uuid[]));
create policy staff on feed for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('bookings.read'))::uuid[]));
create policy operator on feed for select to holdfast_api using ((select actor_is_operator()));

alter table audit_log enable row level security, force row level security;
create policy owner_all on audit_log to holdfast_owner using (true) with check (true);
create policy system_all on audit_log to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy self on audit_log for insert to holdfast_api with check (
  actor = (select actor_name()) and ((select current_actor_id()) is not null or (select actor_system()) <> ''));
create policy admin on audit_log for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('audit.read'))::uuid[]));
create policy operator on audit_log for select to holdfast_api using ((select actor_is_operator()));

alter table audit_seals enable row level security, force row level security;
create policy owner_all on audit_seals to holdfast_owner using (true) with check (true);
create policy system_all on audit_seals to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table audit_seal_rows enable row level security, force row level security;
create policy owner_all on audit_seal_rows to holdfast_owner using (true) with check (true);
create policy system_all on audit_seal_rows to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table idempotency_keys enable row level security, force row level security;
create policy owner_all on idempotency_keys to holdfast_owner using (true) with check (true);
create policy system_all on idempotency_keys to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy self on idempotency_keys to holdfast_api
  using (user_id = (select current_actor_id())) with check (user_id = (select current_actor_id()));
