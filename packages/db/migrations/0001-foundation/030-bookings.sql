create table bookings (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid not null,
  service_id uuid not null,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  -- The clinic's calendar day of the visit: what the board of a day is read by.
  visit_date date not null,
  state text not null default 'held',
  version int not null default 1,
  hold_expires_at timestamptz not null,
  price_minor bigint not null check (price_minor between 0 and 10000000000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Frozen when the slot is taken: later edits of the clinic's policy never reach old bookings.
  policy_snapshot jsonb not null,
  keep_if_late boolean not null default false,
  payment_id uuid not null,
  predecessor_id uuid,
  end_reason text check (length(end_reason) <= 300),
  created_by uuid references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, id, currency),
  foreign key (clinic_id, patient_id) references patients (clinic_id, id),
  foreign key (clinic_id, doctor_id) references doctors (clinic_id, id),
  foreign key (clinic_id, service_id) references services (clinic_id, id),
  -- One currency per chain: a successor must share its predecessor's.
  foreign key (clinic_id, predecessor_id, currency) references bookings (clinic_id, id, currency)
);
create unique index bookings_one_successor on bookings (clinic_id, predecessor_id) where predecessor_id is not null;
create index bookings_id on bookings (id);
create index bookings_board on bookings (clinic_id, visit_date, doctor_id);
create index bookings_patient on bookings (patient_id, lower(during) desc);
create index bookings_payment on bookings (clinic_id, payment_id);
create index bookings_lapsing on bookings (hold_expires_at) where state in ('held', 'awaiting_payment');
create index bookings_open_holds on bookings (created_by) where state in ('held', 'awaiting_payment');

-- What a booking occupies. `lane` above 0 is for sanctioned overbooking, which needs a permission and a reason.
create table booking_resources (
  clinic_id uuid not null,
  booking_id uuid not null,
  resource_id uuid not null,
  lane smallint not null default 0 check (lane between 0 and 9),
  during tstzrange not null,
  live boolean not null default true,
  primary key (clinic_id, booking_id, resource_id),
  foreign key (clinic_id, booking_id) references bookings (clinic_id, id),
  constraint booking_resources_no_overlap
    exclude using gist (clinic_id with =, resource_id with =, lane with =, during with &&) where (live)
);

-- Why a booking may be confirmed.
create table booking_evidence (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  booking_id uuid not null,
  kind text not null check (kind in ('capture', 'desk_permission', 'waiver')),
  attempt_id uuid,
  granted_by uuid references users (id),
  granted_at timestamptz not null default clock_timestamp(),
  primary key (clinic_id, id),
  unique (clinic_id, booking_id, kind),
  foreign key (clinic_id, booking_id) references bookings (clinic_id, id),
  check ((kind = 'capture') = (attempt_id is not null)),
  check (kind = 'capture' or granted_by is not null)
);
