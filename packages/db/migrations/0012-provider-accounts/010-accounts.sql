-- Accounts at providers are rows, and everything that a provider knows cites the row. See note.md.

-- Accounts that rows name and no process has registered: their mode is assumed until one does.
insert into provider_accounts (provider, account, mode, is_assumed)
select distinct named.provider, named.account, 'test', true
from (
  select rail, provider_account from payments where provider_account is not null
  union select provider, provider_account from payment_attempts
  union select provider, provider_account from provider_objects
  union select provider, provider_account from payment_webhooks
) named (provider, account)
where not exists (
  select 1 from provider_accounts p where p.provider = named.provider and p.account = named.account);

alter table operations drop constraint operations_provider_account_id_fkey;
alter table provider_accounts rename column account to account_ref;
alter table provider_accounts
  drop constraint provider_accounts_pkey,
  drop constraint provider_accounts_id_key,
  add primary key (id),
  add unique (provider, account_ref, mode),
  -- Null: the platform's, for every clinic without an account of its own.
  add column clinic_id uuid references clinics (id),
  -- Whose books hold money of the account that no bill claims.
  add column books_clinic_id uuid references clinics (id),
  -- Declared by the adapter: what the account settles in, and how its money comes.
  add column currencies text[] not null default '{}',
  add column rails text[] not null default '{}',
  add column fee_bearer text not null default 'clinic' check (is_fee_bearer(fee_bearer)),
  add column state text not null default 'active' check (is_provider_account_state(state)),
  add column version int not null default 1,
  -- Part of the account's webhook address.
  add column webhook_key text not null unique
    default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
  add column updated_at timestamptz not null default app_now();
alter table operations add foreign key (provider_account_id) references provider_accounts (id);
