-- Bills and what is counted on them. Clients read a bill through views that name what they may see.

alter table bills enable row level security, force row level security;
create policy owner_all on bills to holdfast_owner using (true) with check (true);
create policy system_all on bills to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy own on bills for select to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[]));
create policy staff on bills for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('bookings.hold', 'payments.read', 'payments.collect'))::uuid[]));
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

create policy visible on bill_covers for select to holdfast_api using (
  exists (select 1 from bookings b where b.clinic_id = bill_covers.clinic_id and b.id = bill_covers.booking_id));
create policy desk on bill_covers for insert to holdfast_api with check (
  granted_by = (select current_actor_id())
  and clinic_id = any ((select actor_clinics_with('bookings.permitDeskPayment'))::uuid[])
  and exists (
    select 1 from bookings b where b.clinic_id = bill_covers.clinic_id and b.id = bill_covers.booking_id
      and b.bill_id = bill_covers.bill_id and b.price_minor = bill_covers.amount_minor));
create policy own_desk_payment on bill_covers for insert to holdfast_api with check (
  kind = 'desk_permission' and granted_by = (select current_actor_id())
  and exists (select 1 from clinics c where c.id = bill_covers.clinic_id and c.desk_permission = 'patients')
  and exists (
    select 1 from bookings b where b.clinic_id = bill_covers.clinic_id and b.id = bill_covers.booking_id
      and b.bill_id = bill_covers.bill_id and b.price_minor = bill_covers.amount_minor
      and b.patient_id = any ((select actor_patients())::uuid[])));

alter table bills_to_review enable row level security, force row level security;
create policy owner_all on bills_to_review to holdfast_owner using (true) with check (true);
create policy system_all on bills_to_review to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table provider_refunds enable row level security, force row level security;
create policy owner_all on provider_refunds to holdfast_owner using (true) with check (true);
create policy system_all on provider_refunds to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy visible on provider_refunds for select to holdfast_api using (
  exists (
    select 1 from payment_attempts a where a.clinic_id = provider_refunds.clinic_id and a.id = provider_refunds.attempt_id));

alter table operations enable row level security, force row level security;
create policy owner_all on operations to holdfast_owner using (true) with check (true);
create policy system_all on operations to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table drawers enable row level security, force row level security;
create policy owner_all on drawers to holdfast_owner using (true) with check (true);
create policy system_all on drawers to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

create policy staff on drawers for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('payments.read', 'payments.collect'))::uuid[]));
create policy managed on drawers for insert to holdfast_api with check (
  clinic_id = any ((select actor_clinics_with('drawers.manage'))::uuid[])
  and currency = (select c.currency from clinics c where c.id = drawers.clinic_id));

-- Written through open_drawer() and close_drawer().
alter table drawer_sessions enable row level security, force row level security;
create policy owner_all on drawer_sessions to holdfast_owner using (true) with check (true);
create policy system_all on drawer_sessions for select to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '');
create policy staff on drawer_sessions for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('payments.read', 'payments.collect'))::uuid[]));

alter table deposits enable row level security, force row level security;
create policy owner_all on deposits to holdfast_owner using (true) with check (true);
create policy system_all on deposits to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

create policy visible on deposits for select to holdfast_api using (
  exists (select 1 from bills b where b.clinic_id = deposits.clinic_id and b.id = deposits.bill_id));

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
create policy staff on items for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('payments.read'))::uuid[]));
create policy operator on items for select to holdfast_api using ((select actor_is_operator()));
-- An operator takes an item, or leaves it to others; nobody is made its owner by somebody else.
create policy operator_takes on items for update to holdfast_api using ((select actor_is_operator()))
  with check ((select actor_is_operator()) and (owner_id is null or owner_id = (select current_actor_id())));
