-- Money and what providers deliver. See 80-policies/README.md.

alter table payments enable row level security, force row level security;
create policy owner_all on payments to holdfast_owner using (true) with check (true);
create policy system_all on payments to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy own on payments for select to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[]));
create policy staff on payments for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('payments.read', 'payments.collect'))::uuid[]));
create policy operator on payments for select to holdfast_api using ((select actor_is_operator()));

alter table payment_attempts enable row level security, force row level security;
create policy owner_all on payment_attempts to holdfast_owner using (true) with check (true);
create policy system_all on payment_attempts to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy visible on payment_attempts for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = payment_attempts.clinic_id and p.id = payment_attempts.payment_id));

alter table refunds enable row level security, force row level security;
create policy owner_all on refunds to holdfast_owner using (true) with check (true);
create policy system_all on refunds to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy visible on refunds for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = refunds.clinic_id and p.id = refunds.payment_id));

alter table provider_objects enable row level security, force row level security;
create policy owner_all on provider_objects to holdfast_owner using (true) with check (true);
create policy system_all on provider_objects to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy visible on provider_objects for select to holdfast_api using (
  exists (select 1 from payments p where p.clinic_id = provider_objects.clinic_id and p.id = provider_objects.payment_id));

alter table ledger_postings enable row level security, force row level security;
create policy owner_all on ledger_postings to holdfast_owner using (true) with check (true);
create policy system_all on ledger_postings to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table ledger_entries enable row level security, force row level security;
create policy owner_all on ledger_entries to holdfast_owner using (true) with check (true);
create policy system_all on ledger_entries to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table payment_webhooks enable row level security, force row level security;
create policy owner_all on payment_webhooks to holdfast_owner using (true) with check (true);
create policy system_all on payment_webhooks to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy operator_read on payment_webhooks for select to holdfast_api using ((select actor_is_operator()));
create policy operator_repair on payment_webhooks for update to holdfast_api
  using ((select actor_is_operator())) with check ((select actor_is_operator()));
