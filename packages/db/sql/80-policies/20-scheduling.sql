-- What can be booked: public. See 80-policies/README.md.

alter table doctors enable row level security, force row level security;
create policy owner_all on doctors to holdfast_owner using (true) with check (true);
create policy system_all on doctors to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on doctors for select to holdfast_api using (true);

alter table services enable row level security, force row level security;
create policy owner_all on services to holdfast_owner using (true) with check (true);
create policy system_all on services to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on services for select to holdfast_api using (true);

alter table doctor_services enable row level security, force row level security;
create policy owner_all on doctor_services to holdfast_owner using (true) with check (true);
create policy system_all on doctor_services to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on doctor_services for select to holdfast_api using (true);

alter table schedule_rules enable row level security, force row level security;
create policy owner_all on schedule_rules to holdfast_owner using (true) with check (true);
create policy system_all on schedule_rules to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on schedule_rules for select to holdfast_api using (true);

alter table schedule_leaves enable row level security, force row level security;
create policy owner_all on schedule_leaves to holdfast_owner using (true) with check (true);
create policy system_all on schedule_leaves to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy anyone on schedule_leaves for select to holdfast_api using (true);
