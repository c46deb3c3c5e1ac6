-- Up to which transaction the ledger was complete at a time; see 55-bill/40-ledger-marks.sql.
create table ledger_marks (
  id bigint generated always as identity primary key,
  marked_at timestamptz not null unique,
  horizon xid8 not null,
  is_checkpoint boolean not null
);
create index ledger_marks_checkpoint on ledger_marks (id) where is_checkpoint;

-- Balances at a mark. Accounts that are kept per bill are summed up: their owner is the clinic.
create table ledger_checkpoints (
  clinic_id uuid not null references clinics (id),
  mark_id bigint not null,
  account text not null,
  owner_id uuid not null,
  currency text not null,
  balance_minor bigint not null,
  primary key (clinic_id, mark_id, account, owner_id, currency)
);
create index ledger_checkpoints_mark on ledger_checkpoints (mark_id);
create index ledger_postings_horizon on ledger_postings (posted_xid, clinic_id, id);
