-- Sessions of drawers: counted when they open and when they close. See note.md.

alter table drawers add unique (clinic_id, id, currency);
create unique index drawers_name on drawers (clinic_id, lower(name));

create table drawer_sessions (
  clinic_id uuid not null,
  id uuid not null,
  drawer_id uuid not null,
  currency text not null,
  opened_by uuid not null references users (id),
  opened_at timestamptz not null default app_now(),
  opening_minor bigint not null check (opening_minor >= 0),
  -- Put into the drawer since its last closing, below zero where it was taken out: to the safe, or to the bank.
  brought_minor bigint not null,
  closed_by uuid references users (id),
  closed_at timestamptz,
  counted_minor bigint check (counted_minor >= 0),
  -- The opening count and the cash that was received less what was handed back.
  expected_minor bigint,
  difference_minor bigint generated always as (counted_minor - expected_minor) stored,
  primary key (clinic_id, id),
  unique (clinic_id, id, drawer_id, currency),
  foreign key (clinic_id, drawer_id, currency) references drawers (clinic_id, id, currency),
  constraint drawer_sessions_closed_whole check (
    num_nonnulls(closed_by, closed_at, counted_minor, expected_minor) in (0, 4))
);
create unique index drawer_sessions_one_open on drawer_sessions (clinic_id, drawer_id) where closed_at is null;
create index drawer_sessions_latest on drawer_sessions (clinic_id, drawer_id, opened_at desc);

-- Each receipt belongs to the session in which the drawer was open. Nothing wrote receipts before this release.
alter table deposits
  add column session_id uuid,
  add foreign key (clinic_id, session_id, drawer_id, currency)
    references drawer_sessions (clinic_id, id, drawer_id, currency);
create index deposits_session on deposits (clinic_id, session_id);

-- A count is posted too: of a drawer, and of no bill.
alter table ledger_postings
  alter column bill_id drop not null,
  add column drawer_session_id uuid,
  add foreign key (clinic_id, drawer_session_id) references drawer_sessions (clinic_id, id),
  add constraint ledger_postings_one_subject check (num_nonnulls(bill_id, drawer_session_id) = 1) not valid;
alter table ledger_postings validate constraint ledger_postings_one_subject;
create index ledger_postings_drawer on ledger_postings (clinic_id, drawer_session_id) where drawer_session_id is not null;
