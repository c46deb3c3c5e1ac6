-- Bills and what is counted on them. Clients read a bill through views that name what they may see.

alter table bills enable row level security, force row level security;
create policy owner_all on bills to holdfast_owner using (true) with check (true);
create policy system_all on bills to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy own on bills to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[])) with check (patient_id = any ((select actor_patients())::uuid[]));
create policy desk on bills to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('bookings.hold', 'payments.read', 'payments.collect'))::uuid[]))
  with check (clinic_id = any ((select actor_clinics_with('bookings.hold'))::uuid[]));
create policy operator on bills for select to holdfast_api using ((select actor_is_operator()));

alter table bill_lines enable row level security, force row level security;
create policy owner_all on bill_lines to holdfast_owner using (true) with check (true);
create policy system_all on bill_lines to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy visible on bill_lines for select to holdfast_api using (
  exists (select 1 from bills b where b.clinic_id = bill_lines.clinic_id and b.id = bill_lines.bill_id));

alter table bill_covers enable row level security, force row level security;
create policy owner_all on bill_covers to holdfast_owner using (true) with check (true);
create policy system_all on bill_covers to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table provider_refunds enable row level security, force row level security;
create policy owner_all on provider_refunds to holdfast_owner using (true) with check (true);
create policy system_all on provider_refunds to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table operations enable row level security, force row level security;
create policy owner_all on operations to holdfast_owner using (true) with check (true);
create policy system_all on operations to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table drawers enable row level security, force row level security;
create policy owner_all on drawers to holdfast_owner using (true) with check (true);
create policy system_all on drawers to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table deposits enable row level security, force row level security;
create policy owner_all on deposits to holdfast_owner using (true) with check (true);
create policy system_all on deposits to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table ledger_marks enable row level security, force row level security;
create policy owner_all on ledger_marks to holdfast_owner using (true) with check (true);
create policy system_all on ledger_marks to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table ledger_checkpoints enable row level security, force row level security;
create policy owner_all on ledger_checkpoints to holdfast_owner using (true) with check (true);
create policy system_all on ledger_checkpoints to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table items enable row level security, force row level security;
create policy owner_all on items to holdfast_owner using (true) with check (true);
create policy system_all on items to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
