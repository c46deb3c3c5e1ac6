-- Operation of the installation itself. See 80-policies/README.md.

alter table leases enable row level security, force row level security;
create policy owner_all on leases to holdfast_owner using (true) with check (true);
create policy system_all on leases to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

alter table whatsapp_accounts enable row level security, force row level security;
create policy owner_all on whatsapp_accounts to holdfast_owner using (true) with check (true);
create policy system_all on whatsapp_accounts to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy operator on whatsapp_accounts for select to holdfast_api using ((select actor_is_operator()));

alter table invariant_results enable row level security, force row level security;
create policy owner_all on invariant_results to holdfast_owner using (true) with check (true);
create policy system_all on invariant_results to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');
create policy operator on invariant_results for select to holdfast_api using ((select actor_is_operator()));

-- Only the owner writes it; other roles see it through clock_shift().
alter table installation enable row level security, force row level security;
create policy owner_all on installation to holdfast_owner using (true) with check (true);
create policy system_all on installation for select to holdfast_worker using ((select actor_system()) <> '');

-- Written through register_provider_account().
alter table provider_accounts enable row level security, force row level security;
create policy owner_all on provider_accounts to holdfast_owner using (true) with check (true);
create policy system_all on provider_accounts for select to holdfast_ingest, holdfast_worker
  using ((select actor_system()) <> '');
-- The provider of a stored event is listed with it.
create policy operator on provider_accounts for select to holdfast_api using ((select actor_is_operator()));
create policy managed on provider_accounts for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('providerAccounts.manage'))::uuid[]));
create policy swept on provider_accounts for update to holdfast_worker
  using ((select actor_system()) <> '') with check ((select actor_system()) <> '');

-- Read and written through the functions of 65-provider-account alone.
alter table data_keys enable row level security, force row level security;
create policy owner_all on data_keys to holdfast_owner using (true) with check (true);
create policy system_read on data_keys for select to holdfast_worker using ((select actor_system()) <> '');

alter table key_changes enable row level security, force row level security;
create policy owner_all on key_changes to holdfast_owner using (true) with check (true);
create policy system_read on key_changes for select to holdfast_worker using ((select actor_system()) <> '');
create policy managed on key_changes for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('providerAccounts.manage'))::uuid[]));

alter table sealed_secrets enable row level security, force row level security;
create policy owner_all on sealed_secrets to holdfast_owner using (true) with check (true);
create policy managed on sealed_secrets for select to holdfast_api
  using (clinic_id = any ((select actor_clinics_with('providerAccounts.manage'))::uuid[]));
