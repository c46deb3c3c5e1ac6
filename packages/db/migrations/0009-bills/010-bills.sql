-- One bill per chain of bookings: lines say what is owed, payments and deposits say what came.
create table bills (
  clinic_id uuid not null references clinics (id),
  id uuid not null default uuidv7(),
  -- Null for money that belongs to no order of ours.
  patient_id uuid,
  currency text not null check (is_currency(currency)),
  -- Frozen by the first order: money of the other mode never counts.
  mode text check (mode in ('test', 'live')),
  version int not null default 1,
  review_at timestamptz,
  created_at timestamptz not null default app_now(),
  updated_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  unique (clinic_id, id, currency),
  foreign key (clinic_id, patient_id) references patients (clinic_id, id)
);
create index bills_id on bills (id);
create index bills_patient on bills (patient_id);
create index bills_review on bills (review_at) where review_at is not null;

create table bill_lines (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  booking_id uuid not null,
  kind text not null check (kind in ('visit')),
  amount_minor bigint not null,
  currency text not null,
  created_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  unique (clinic_id, bill_id, booking_id, kind),
  foreign key (clinic_id, bill_id, currency) references bills (clinic_id, id, currency),
  foreign key (clinic_id, booking_id, currency) references bookings (clinic_id, id, currency) deferrable initially deferred
);
create index bill_lines_booking on bill_lines (clinic_id, booking_id);

-- What lets a booking stand without money.
create table bill_covers (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  booking_id uuid not null,
  kind text not null check (kind in ('desk_permission', 'waiver')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  granted_by uuid not null references users (id),
  granted_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  unique (clinic_id, bill_id, booking_id, kind),
  foreign key (clinic_id, bill_id, currency) references bills (clinic_id, id, currency),
  foreign key (clinic_id, booking_id) references bookings (clinic_id, id)
);

-- A chain of bookings shared one payment so far: its bill takes that id.
insert into bills (clinic_id, id, patient_id, currency, created_at)
select p.clinic_id, p.id, p.patient_id, p.currency, p.created_at from payments p;

alter table bookings add column bill_id uuid;
alter table bookings disable trigger user;
update bookings set bill_id = payment_id;
alter table bookings enable trigger user;
alter table bookings alter column bill_id set not null;
alter table bookings add foreign key (clinic_id, bill_id, currency) references bills (clinic_id, id, currency)
  deferrable initially deferred;
create index bookings_bill on bookings (clinic_id, bill_id);

insert into bill_lines (clinic_id, bill_id, booking_id, kind, amount_minor, currency, created_at)
select b.clinic_id, b.bill_id, b.id, 'visit', b.price_minor, b.currency, b.created_at from bookings b;

insert into bill_covers (clinic_id, id, bill_id, booking_id, kind, amount_minor, currency, granted_by, granted_at)
select e.clinic_id, e.id, b.bill_id, e.booking_id, e.kind, b.price_minor, b.currency, e.granted_by, e.granted_at
from booking_evidence e join bookings b on b.clinic_id = e.clinic_id and b.id = e.booking_id
where e.attempt_id is null;

alter table payments add column bill_id uuid;
alter table payments disable trigger user;
update payments set bill_id = id;
alter table payments enable trigger user;
alter table payments alter column bill_id set not null;
alter table payments add foreign key (clinic_id, bill_id, currency) references bills (clinic_id, id, currency)
  deferrable initially deferred;
create index payments_bill on payments (clinic_id, bill_id);
