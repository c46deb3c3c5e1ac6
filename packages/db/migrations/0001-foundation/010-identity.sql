-- People and the places they belong to. `users`, `credentials` and `sessions` are global: one account, many clinics.

create table users (
  id uuid primary key default uuidv7(),
  display_name text not null check (length(display_name) between 1 and 120),
  email citext unique,
  phone text unique check (phone ~ '^\+[1-9][0-9]{7,14}$'),
  status text not null default 'active' check (status in ('active', 'suspended')),
  platform_role text check (platform_role in ('operator')),
  locale text not null default 'en' check (locale in ('en', 'hi', 'es')),
  created_at timestamptz not null default clock_timestamp(),
  check (email is not null or phone is not null)
);

create table credentials (
  user_id uuid primary key references users (id),
  password_hash text not null,
  updated_at timestamptz not null default clock_timestamp()
);

-- One row per refresh token; a family is one log-in. Using a token twice revokes its family.
create table sessions (
  id uuid primary key default uuidv7(),
  family_id uuid not null,
  user_id uuid not null references users (id),
  token_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index sessions_family on sessions (family_id);
create index sessions_user on sessions (user_id);

create table clinics (
  id uuid primary key default uuidv7(),
  slug text not null unique check (slug ~ '^[a-z0-9-]{2,60}$'),
  name text not null,
  address text not null default '',
  time_zone text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  payment_mode text not null check (payment_mode in ('online', 'desk')),
  -- Who may confirm on the promise to pay at the desk: every patient, or only the desk itself.
  desk_permission text not null default 'staff' check (desk_permission in ('patients', 'staff')),
  hold_ttl_seconds int not null default 600 check (hold_ttl_seconds between 60 and 86400),
  no_show_grace_minutes int not null default 15 check (no_show_grace_minutes between 0 and 240),
  cancellation_policy jsonb not null default '{"version": 1, "windows": []}',
  created_at timestamptz not null default clock_timestamp()
);

create table memberships (
  clinic_id uuid not null references clinics (id),
  user_id uuid not null references users (id),
  role text not null check (role in ('patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee')),
  created_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, user_id)
);
create index memberships_user on memberships (user_id);

-- Only the hash is kept: the code itself is derived from the id and a secret when the message is rendered.
create table otp_challenges (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  phone text not null check (phone ~ '^\+[1-9][0-9]{7,14}$'),
  locale text not null check (locale in ('en', 'hi', 'es')),
  code_hash bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  wrong_tries int not null default 0 check (wrong_tries between 0 and 5),
  consumed_at timestamptz,
  primary key (clinic_id, id)
);
create index otp_challenges_id on otp_challenges (id);
create index otp_challenges_phone on otp_challenges (clinic_id, phone, created_at);
