create table payments (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  booking_id uuid not null,
  patient_id uuid not null,
  purpose text not null default 'visit' check (purpose in ('visit')),
  rail text not null check (rail in ('razorpay', 'desk')),
  state text not null default 'pending',
  version int not null default 1,
  amount_minor bigint not null check (amount_minor between 0 and 10000000000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  provider_account text,
  provider_order_id text,
  settling_attempt_id uuid,
  -- When the reconciler looks again, and how often it has looked.
  next_poll_at timestamptz,
  polls int not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, booking_id, purpose),
  -- Deferred: a booking and its payment name each other and are born in one statement.
  foreign key (clinic_id, booking_id, currency) references bookings (clinic_id, id, currency) deferrable initially deferred,
  foreign key (clinic_id, patient_id) references patients (clinic_id, id),
  check (rail = 'desk' or (provider_order_id is null) = (provider_account is null)),
  constraint payments_captured_is_settled check (state <> 'captured' or settling_attempt_id is not null)
);
create index payments_id on payments (id);
create index payments_patient on payments (patient_id);
create index payments_due on payments (next_poll_at) where next_poll_at is not null;
alter table bookings add foreign key (clinic_id, payment_id) references payments (clinic_id, id) deferrable initially deferred;

-- One provider payment id each. Amount and currency are what the provider says, right or wrong.
create table payment_attempts (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  provider text not null check (provider in ('razorpay')),
  provider_account text not null,
  provider_payment_id text not null,
  state text not null,
  version int not null default 1,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  method text,
  fee_minor bigint,
  tax_minor bigint,
  error_code text,
  error_reason text,
  quarantine_reason text,
  occurred_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, payment_id, id),
  unique (clinic_id, provider, provider_account, provider_payment_id),
  foreign key (clinic_id, payment_id) references payments (clinic_id, id)
);
create index payment_attempts_payment on payment_attempts (clinic_id, payment_id);
create index payment_attempts_quarantined on payment_attempts (created_at) where quarantine_reason is not null;
-- At most one attempt settles a payment, and it must be one of the payment's own.
alter table payments add foreign key (clinic_id, id, settling_attempt_id)
  references payment_attempts (clinic_id, payment_id, id) deferrable initially deferred;
alter table booking_evidence add foreign key (clinic_id, attempt_id) references payment_attempts (clinic_id, id);

create table refunds (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  attempt_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  state text not null default 'requested',
  version int not null default 1,
  reason text not null check (
    reason in ('clinic_cancelled', 'patient_cancelled', 'late_payment', 'duplicate_payment', 'provider_initiated')
  ),
  -- Names the fact that asked for the refund; a second request for the same fact is the same refund.
  cause_key text not null,
  provider_refund_id text,
  bank_reference text,
  next_attempt_at timestamptz,
  attempts int not null default 0,
  fence bigint not null default 0,
  leased_until timestamptz,
  last_error text,
  requested_by uuid references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, attempt_id, cause_key),
  unique (clinic_id, provider_refund_id),
  foreign key (clinic_id, payment_id, attempt_id) references payment_attempts (clinic_id, payment_id, id)
);
create index refunds_payment on refunds (clinic_id, payment_id);
create index refunds_due on refunds (next_attempt_at) where state in ('requested', 'submitted', 'unknown');

-- Which clinic an object of a provider belongs to; a webhook knows nothing else. Global on purpose.
create table provider_objects (
  provider text not null,
  provider_account text not null,
  object_id text not null,
  kind text not null check (kind in ('order', 'payment', 'refund')),
  clinic_id uuid not null references clinics (id),
  payment_id uuid not null,
  primary key (provider, provider_account, object_id)
);

-- Double entry, append-only: debits are positive, credits negative, each posting sums to zero per currency.
create table ledger_postings (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  -- The fact that moved the money. Unique, so that it moves it once.
  fact_key text not null,
  payment_id uuid not null,
  refund_id uuid,
  posted_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, fact_key),
  foreign key (clinic_id, payment_id) references payments (clinic_id, id),
  foreign key (clinic_id, refund_id) references refunds (clinic_id, id)
);

create table ledger_entries (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  posting_id uuid not null,
  account text not null check (account in ('provider_clearing', 'patient_funds', 'suspense')),
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (clinic_id, id),
  foreign key (clinic_id, posting_id) references ledger_postings (clinic_id, id)
);
create index ledger_entries_posting on ledger_entries (clinic_id, posting_id);
