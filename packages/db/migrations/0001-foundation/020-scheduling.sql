-- What can be booked, and when. Rules are wall-clock times of the clinic's zone; leave is a range of instants.

create table doctors (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  user_id uuid references users (id),
  name text not null check (length(name) between 1 and 120),
  speciality text not null check (length(speciality) between 1 and 80),
  about text not null default '',
  active boolean not null default true,
  min_notice_minutes int not null default 0 check (min_notice_minutes between 0 and 43200),
  max_horizon_days int not null default 90 check (max_horizon_days between 1 and 366),
  primary key (clinic_id, id)
);
create index doctors_id on doctors (id);

create table services (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  duration_minutes int not null check (duration_minutes between 5 and 480),
  price_minor bigint not null check (price_minor between 0 and 10000000000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  active boolean not null default true,
  primary key (clinic_id, id)
);

create table doctor_services (
  clinic_id uuid not null,
  doctor_id uuid not null,
  service_id uuid not null,
  primary key (clinic_id, doctor_id, service_id),
  foreign key (clinic_id, doctor_id) references doctors (clinic_id, id),
  foreign key (clinic_id, service_id) references services (clinic_id, id)
);

create table schedule_rules (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  doctor_id uuid not null,
  -- ISO: Monday is 1.
  weekday smallint not null check (weekday between 1 and 7),
  opens time not null,
  closes time not null check (closes > opens),
  valid_from date not null,
  valid_until date check (valid_until >= valid_from),
  primary key (clinic_id, id),
  foreign key (clinic_id, doctor_id) references doctors (clinic_id, id)
);
create index schedule_rules_doctor on schedule_rules (clinic_id, doctor_id, weekday);

create table schedule_leaves (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  doctor_id uuid not null,
  during tstzrange not null check (not isempty(during)),
  reason text not null default '',
  primary key (clinic_id, id),
  foreign key (clinic_id, doctor_id) references doctors (clinic_id, id)
);
create index schedule_leaves_doctor on schedule_leaves using gist (clinic_id, doctor_id, during);

-- One account may stand for several patients: a family shares a phone.
create table patients (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  user_id uuid references users (id),
  full_name text not null check (length(full_name) between 1 and 120),
  phone text not null check (phone ~ '^\+[1-9][0-9]{7,14}$'),
  date_of_birth date,
  locale text not null default 'en' check (locale in ('en', 'hi', 'es')),
  whatsapp_consent_at timestamptz,
  whatsapp_withdrawn_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id)
);
create index patients_user on patients (user_id);
create index patients_phone on patients (clinic_id, phone);
create index patients_name on patients using gin (full_name gin_trgm_ops);
