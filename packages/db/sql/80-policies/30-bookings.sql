-- Patients and bookings. See 80-policies/README.md.

alter table patients enable row level security, force row level security;
create policy owner_all on patients to holdfast_owner using (true) with check (true);
create policy system_all on patients to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy own on patients to holdfast_api
  using (user_id = (select current_actor_id())) with check (user_id = (select current_actor_id()));
create policy staff on patients for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('patients.read'))::uuid[]));
create policy desk on patients for insert to holdfast_api
  with check (clinic_id = any ((select actor_clinics_with('patients.add'))::uuid[]) and user_id is null);
-- An account may claim the patients that the desk registered under its verified phone.
create policy auth_link on patients for update to holdfast_api
  using ((select actor_system()) = 'system:auth' and user_id is null) with check ((select actor_system()) = 'system:auth');
create policy auth_find on patients for select to holdfast_api using ((select actor_system()) = 'system:auth');

alter table bookings enable row level security, force row level security;
create policy owner_all on bookings to holdfast_owner using (true) with check (true);
create policy system_all on bookings to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy own on bookings to holdfast_api
  using (patient_id = any ((select actor_patients())::uuid[])) with check (patient_id = any ((select actor_patients())::uuid[]));
create policy staff_read on bookings for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('bookings.read'))::uuid[]));
create policy desk on bookings to holdfast_api
  using (clinic_id = any ((select actor_clinics_that_change_bookings())::uuid[]))
  with check (clinic_id = any ((select actor_clinics_that_change_bookings())::uuid[]));
create policy operator on bookings for select to holdfast_api using ((select actor_is_operator()));

alter table booking_resources enable row level security, force row level security;
create policy owner_all on booking_resources to holdfast_owner using (true) with check (true);
create policy system_all on booking_resources to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
