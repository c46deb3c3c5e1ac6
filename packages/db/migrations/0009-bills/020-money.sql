-- Facts apart from requests, and calls apart from both. See ADR 0014.

-- Accounts get an id that owns balances. Whether an account of an earlier release moves real money is assumed until a
-- process registers it with its keys.
alter table provider_accounts
  add column id uuid not null default uuidv7() unique,
  add column is_assumed boolean not null default false,
  -- What differs between accounts, as data: { "minRefundMinor": { "INR": 100 } }.
  add column capabilities jsonb not null default '{}';
insert into provider_accounts (provider, account, mode, is_assumed)
select distinct a.provider, a.provider_account, 'test', true from payment_attempts a
where not exists (
  select 1 from provider_accounts p where p.provider = a.provider and p.account = a.provider_account);

alter table payment_attempts
  add column authorized_at timestamptz,
  add column captured_at timestamptz,
  add column ruling text check (ruling in ('place', 'return')),
  add column ruled_by uuid references users (id);

alter table refunds add column is_asked_again boolean not null default false;

-- A refund as the provider has it, made by us or by anybody there.
create table provider_refunds (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  attempt_id uuid not null,
  provider_refund_id text not null,
  request_id uuid,
  state text not null check (is_provider_refund_state(state)),
  version int not null default 1,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  bank_reference text,
  occurred_at timestamptz not null,
  created_at timestamptz not null default app_now(),
  updated_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  unique (clinic_id, attempt_id, provider_refund_id),
  foreign key (clinic_id, attempt_id) references payment_attempts (clinic_id, id),
  foreign key (clinic_id, request_id) references refunds (clinic_id, id)
);

-- One call to a provider that moves or reserves money.
create table operations (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  kind text not null check (is_operation_kind(kind)),
  provider_account_id uuid not null references provider_accounts (id),
  subject_id uuid not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  state text not null check (is_operation_state(state)),
  version int not null default 1,
  tries int not null default 0,
  fence bigint not null default 0,
  leased_until timestamptz,
  next_at timestamptz,
  sla_at timestamptz not null,
  last_error text,
  created_at timestamptz not null default app_now(),
  updated_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  foreign key (clinic_id, bill_id) references bills (clinic_id, id)
);
create index operations_bill on operations (clinic_id, bill_id);
create index operations_due on operations (next_at) where next_at is not null;

create table drawers (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 100),
  currency text not null,
  created_at timestamptz not null default app_now(),
  primary key (clinic_id, id)
);

-- Money over the counter; below zero where it was handed back. Never changed.
create table deposits (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  drawer_id uuid not null,
  kind text not null check (kind in ('cash', 'terminal')),
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null,
  received_by uuid not null references users (id),
  received_at timestamptz not null,
  primary key (clinic_id, id),
  foreign key (clinic_id, bill_id, currency) references bills (clinic_id, id, currency),
  foreign key (clinic_id, drawer_id) references drawers (clinic_id, id)
);
create index deposits_bill on deposits (clinic_id, bill_id);

-- What a person must look at; opened and closed by derivation.
create table items (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  kind text not null check (is_item_kind(kind)),
  subject_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  owner_id uuid references users (id),
  note text check (length(note) <= 1000),
  primary key (clinic_id, id),
  foreign key (clinic_id, bill_id) references bills (clinic_id, id)
);
create unique index items_open on items (clinic_id, kind, subject_id) where closed_at is null;
create index items_bill on items (clinic_id, bill_id) where closed_at is null;
create index items_newest on items (opened_at desc, id desc) where closed_at is null;

-- The chart of accounts; its rows are written from the contract.
create table chart_of_accounts (
  account text primary key,
  class text not null,
  owner text not null
);

alter table ledger_entries
  drop constraint ledger_entries_account_check,
  add constraint ledger_entries_account_check check (is_ledger_account(account)) not valid,
  add column owner_id uuid,
  add column object_id uuid;
alter table ledger_postings
  alter column payment_id drop not null,
  add column bill_id uuid,
  add column cause text,
  add column effective_at timestamptz,
  add column posted_xid xid8 not null default pg_current_xact_id(),
  add foreign key (clinic_id, bill_id) references bills (clinic_id, id);
create index ledger_postings_bill on ledger_postings (clinic_id, bill_id);

-- What was posted so far gets its bill, its owners and its objects; `provider_clearing` was the balance at the provider.
alter table ledger_postings disable trigger user;
update ledger_postings set bill_id = payment_id, cause = split_part(fact_key, ':', 1), effective_at = posted_at;
alter table ledger_postings enable trigger user;
alter table ledger_postings alter column bill_id set not null, alter column cause set not null,
  alter column effective_at set not null;

alter table ledger_entries disable trigger user;
update ledger_entries e set
  account = case e.account when 'provider_clearing' then 'provider_balance' else e.account end,
  owner_id = case when e.account = 'patient_funds' then l.bill_id else c.id end,
  object_id = case when e.account = 'provider_clearing' then coalesce(l.refund_id, a.id) end
from ledger_postings l
  join lateral (
    select t.id, t.provider, t.provider_account from payment_attempts t
    left join refunds r on r.clinic_id = t.clinic_id and r.attempt_id = t.id and r.id = l.refund_id
    where t.clinic_id = l.clinic_id and t.payment_id = l.payment_id
      and (r.id is not null or l.fact_key = 'capture:' || t.id)
    limit 1
  ) a on true
  join lateral (
    select p.id from provider_accounts p where p.provider = a.provider and p.account = a.provider_account
    order by p.is_assumed, p.registered_at limit 1
  ) c on true
where l.clinic_id = e.clinic_id and l.id = e.posting_id;
alter table ledger_entries enable trigger user;
alter table ledger_entries validate constraint ledger_entries_account_check, alter column owner_id set not null;
