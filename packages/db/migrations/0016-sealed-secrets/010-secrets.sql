-- Keys of accounts at providers, sealed per clinic. See note.md.

alter table provider_accounts
  -- Rises with every change of the keys in use: a process that has opened older ones opens the account again.
  add column keys_version int not null default 0,
  add unique (clinic_id, id, mode);

-- One per clinic. What is stored is wrapped by a key that the database never has.
create table data_keys (
  clinic_id uuid not null references clinics (id),
  id uuid not null,
  -- Names the wrapping key; says nothing about it.
  wrapped_by text not null,
  wrapped bytea not null,
  created_at timestamptz not null default app_now(),
  wrapped_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  unique (clinic_id)
);

-- A person asks for new keys of an account. Live keys are used once another person has approved them.
create table key_changes (
  clinic_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  mode text not null,
  reason text not null,
  requested_by uuid not null references users (id),
  requested_at timestamptz not null default app_now(),
  approved_by uuid references users (id),
  applied_at timestamptz,
  withdrawn_at timestamptz,
  primary key (clinic_id, id),
  unique (clinic_id, id, provider_account_id),
  foreign key (clinic_id, provider_account_id, mode) references provider_accounts (clinic_id, id, mode),
  constraint key_changes_two_people check (approved_by is distinct from requested_by),
  constraint key_changes_live_approved check (applied_at is null or mode <> 'live' or approved_by is not null),
  constraint key_changes_one_end check (num_nonnulls(applied_at, withdrawn_at) <= 1)
);
create unique index key_changes_one_pending on key_changes (clinic_id, provider_account_id)
  where applied_at is null and withdrawn_at is null;

create table sealed_secrets (
  clinic_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  key_change_id uuid not null,
  purpose text not null check (is_secret_purpose(purpose)),
  data_key_id uuid not null,
  nonce bytea check (octet_length(nonce) = 12),
  sealed bytea check (octet_length(sealed) between 17 and 600),
  last_four text check (length(last_four) = 4),
  created_at timestamptz not null default app_now(),
  -- Null while it waits for its approval.
  active_since timestamptz,
  retired_at timestamptz,
  primary key (clinic_id, id),
  foreign key (clinic_id, key_change_id, provider_account_id) references key_changes (clinic_id, id, provider_account_id),
  foreign key (clinic_id, data_key_id) references data_keys (clinic_id, id),
  -- What is retired is erased.
  constraint sealed_secrets_erased check (
    (retired_at is null) = (sealed is not null) and (nonce is null) = (sealed is null))
);
create unique index sealed_secrets_one_active on sealed_secrets (clinic_id, provider_account_id, purpose)
  where active_since is not null and retired_at is null;
create index sealed_secrets_change on sealed_secrets (clinic_id, key_change_id);
