-- Accounts, log-in and clinics. See 80-policies/README.md.

alter table users enable row level security, force row level security;
create policy owner_all on users to holdfast_owner using (true) with check (true);
create policy system_all on users to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy self on users for select to holdfast_api using (id = (select current_actor_id()));
create policy colleagues on users for select to holdfast_api using (
  exists (select 1 from memberships m where m.user_id = users.id));
-- Operators see each other: by whom an item is looked after.
create policy operators on users for select to holdfast_api using (platform_role = 'operator' and (select actor_is_operator()));
create policy auth on users to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');

alter table credentials enable row level security, force row level security;
create policy owner_all on credentials to holdfast_owner using (true) with check (true);
create policy auth on credentials for select to holdfast_api using ((select actor_system()) = 'system:auth');

alter table session_families enable row level security, force row level security;
create policy owner_all on session_families to holdfast_owner using (true) with check (true);
create policy auth on session_families to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');

alter table sessions enable row level security, force row level security;
create policy owner_all on sessions to holdfast_owner using (true) with check (true);
create policy auth on sessions to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');

alter table clinics enable row level security, force row level security;
create policy owner_all on clinics to holdfast_owner using (true) with check (true);
create policy system_all on clinics to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on clinics for select to holdfast_api using (true);

alter table memberships enable row level security, force row level security;
create policy owner_all on memberships to holdfast_owner using (true) with check (true);
create policy system_all on memberships to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy self on memberships for select to holdfast_api using (user_id = (select current_actor_id()));
create policy staff on memberships for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('members.read'))::uuid[]));

alter table otp_challenges enable row level security, force row level security;
create policy owner_all on otp_challenges to holdfast_owner using (true) with check (true);
create policy system_all on otp_challenges to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy auth on otp_challenges to holdfast_api
  using ((select actor_system()) = 'system:auth') with check ((select actor_system()) = 'system:auth');
create policy desk on otp_challenges for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('codes.reveal'))::uuid[]));
