-- What came in, what goes out, what changed and who did it.

-- Every well-signed delivery, once, with its raw body. Global: the clinic is only known after routing.
create table payment_webhooks (
  id uuid primary key default uuidv7(),
  -- `provider:account:event_id`, else the SHA-256 of the body.
  deduplication_key text not null unique,
  provider text not null,
  provider_account text not null,
  event_id text,
  event_type text not null,
  raw_body bytea not null,
  facts jsonb not null,
  state text not null,
  version int not null default 1,
  reason text,
  attempts int not null default 1,
  clinic_id uuid,
  payment_id uuid,
  received_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  next_attempt_at timestamptz
);
create index payment_webhooks_due on payment_webhooks (next_attempt_at) where state = 'retrying';
create index payment_webhooks_recent on payment_webhooks (received_at desc);
create index payment_webhooks_payment on payment_webhooks (payment_id) where payment_id is not null;

-- The outbox of the tell path and its log in one: a row is born in the commit that causes the message.
create table messages (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  channel text not null check (channel in ('whatsapp')),
  kind text not null check (kind in ('one_time_code', 'booking_confirmed', 'booking_cancelled', 'payment_refunded_late')),
  subject_id uuid not null,
  subject_version int not null,
  patient_id uuid,
  recipient_phone text not null check (recipient_phone ~ '^\+[1-9][0-9]{7,14}$'),
  locale text not null check (locale in ('en', 'hi', 'es')),
  params jsonb not null default '{}',
  state text not null default 'queued',
  version int not null default 1,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  -- When a job was last put into Redis for it; null = not yet.
  enqueued_at timestamptz,
  fence bigint not null default 0,
  leased_until timestamptz,
  -- Set, and committed, right before the one click.
  armed_at timestamptz,
  external_id text,
  last_error text,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, subject_id, kind, subject_version, channel),
  foreign key (clinic_id, patient_id) references patients (clinic_id, id)
);
create index messages_id on messages (id);
create index messages_due on messages (next_attempt_at) where state in ('queued', 'retrying', 'sending', 'unknown');
create index messages_recent on messages (created_at desc);

-- Every transition of every machine: one row each, written by trigger in the same transaction.
create table state_history (
  clinic_id uuid not null,
  id bigint generated always as identity,
  machine text not null,
  subject_id uuid not null,
  from_state text,
  to_state text not null,
  version int not null,
  actor text not null,
  reason text,
  request_id text,
  at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id)
);
create index state_history_subject on state_history (clinic_id, subject_id, id);
create unique index state_history_once on state_history (clinic_id, machine, subject_id, version);

-- One row per change that a client may want to hear of. Readers are bounded by the oldest running transaction.
create table feed (
  clinic_id uuid not null,
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  subject text not null check (subject in ('booking', 'payment', 'message')),
  subject_id uuid not null,
  version int not null,
  state text not null,
  patient_id uuid,
  at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id)
);
create index feed_cursor on feed (xid, id);

create table audit_log (
  clinic_id uuid not null,
  id bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  subject_id uuid not null,
  request_id text,
  reason text,
  details jsonb not null default '{}',
  primary key (clinic_id, id)
);

-- Sealing is a second step by a worker: a chain inside the commit would serialise every writer of a clinic.
create table audit_seals (
  clinic_id uuid not null,
  seq bigint not null check (seq > 0),
  row_count int not null check (row_count > 0),
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, seq)
);
create table audit_seal_rows (
  clinic_id uuid not null,
  audit_id bigint not null,
  seq bigint not null,
  position int not null,
  primary key (clinic_id, audit_id),
  unique (clinic_id, seq, position),
  foreign key (clinic_id, audit_id) references audit_log (clinic_id, id),
  foreign key (clinic_id, seq) references audit_seals (clinic_id, seq)
);

-- Which row a repeated command made; the reply is rendered from the present state of that row.
create table idempotency_keys (
  clinic_id uuid not null references clinics (id),
  user_id uuid not null references users (id),
  procedure text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null,
  subject_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, user_id, procedure, key)
);

-- A name held by one process at a time. The fence rises with each new holder, so that an old one can be refused.
create table leases (
  name text primary key,
  holder text not null,
  fence bigint not null default 1,
  expires_at timestamptz not null
);

create table whatsapp_accounts (
  account text primary key,
  state text not null,
  qr_text text,
  note text,
  updated_at timestamptz not null default clock_timestamp()
);

create table invariant_results (
  number int primary key,
  name text not null,
  violations int not null check (violations >= 0),
  checked_at timestamptz not null
);

-- Filled from the contract's literals by sql/10-words.gen.sql.
create table transition_states (
  machine text not null,
  state text not null,
  rank int not null,
  initial boolean not null,
  terminal boolean not null,
  primary key (machine, state)
);
create table transition_edges (
  machine text not null,
  from_state text not null,
  to_state text not null,
  primary key (machine, from_state, to_state),
  foreign key (machine, from_state) references transition_states (machine, state),
  foreign key (machine, to_state) references transition_states (machine, state)
);
