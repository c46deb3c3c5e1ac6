-- Written by "npm run generate" from the catalog of the migrated database. Do not edit.

create table audit_log (
  clinic_id uuid not null,
  id bigint generated always as identity not null,
  at timestamp with time zone default app_now() not null,
  actor text not null,
  action text not null,
  subject_id uuid not null,
  request_id text,
  reason text,
  details jsonb default '{}'::jsonb not null,
  constraint audit_log_pkey PRIMARY KEY (clinic_id, id)
);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table audit_log enable row level security, force row level security;
create policy admin on audit_log for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['audit.read'::text]) AS actor_clinics_with)::uuid[]));
create policy operator on audit_log for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on audit_log for all to holdfast_owner
  using true
  with check true;
create policy self on audit_log for insert to holdfast_api
  with check ((actor = ( SELECT actor_name() AS actor_name)) AND ((( SELECT current_actor_id() AS current_actor_id) IS NOT NULL) OR (( SELECT actor_system() AS actor_system) <> ''::text)));
create policy system_all on audit_log for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on audit_log to holdfast_api;
grant insert on audit_log to holdfast_ingest;
grant insert, select on audit_log to holdfast_worker;

create table audit_seal_rows (
  clinic_id uuid not null,
  audit_id bigint not null,
  seq bigint not null,
  position integer not null,
  row_hash bytea,
  constraint audit_seal_rows_pkey PRIMARY KEY (clinic_id, audit_id),
  constraint audit_seal_rows_clinic_id_seq_position_key UNIQUE (clinic_id, seq, "position"),
  constraint audit_seal_rows_clinic_id_audit_id_fkey FOREIGN KEY (clinic_id, audit_id) REFERENCES audit_log(clinic_id, id),
  constraint audit_seal_rows_clinic_id_seq_fkey FOREIGN KEY (clinic_id, seq) REFERENCES audit_seals(clinic_id, seq)
);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.audit_seal_rows FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table audit_seal_rows enable row level security, force row level security;
create policy owner_all on audit_seal_rows for all to holdfast_owner
  using true
  with check true;
create policy system_all on audit_seal_rows for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on audit_seal_rows to holdfast_worker;

create table audit_seals (
  clinic_id uuid not null,
  seq bigint not null,
  row_count integer not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamp with time zone default app_now() not null,
  constraint audit_seals_pkey PRIMARY KEY (clinic_id, seq),
  constraint audit_seals_row_count_check CHECK ((row_count > 0)),
  constraint audit_seals_seq_check CHECK ((seq > 0))
);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table audit_seals enable row level security, force row level security;
create policy owner_all on audit_seals for all to holdfast_owner
  using true
  with check true;
create policy system_all on audit_seals for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on audit_seals to holdfast_worker;

create table bill_covers (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  booking_id uuid not null,
  kind text not null,
  amount_minor bigint not null,
  currency text not null,
  granted_by uuid not null,
  granted_at timestamp with time zone default app_now() not null,
  constraint bill_covers_pkey PRIMARY KEY (clinic_id, id),
  constraint bill_covers_clinic_id_bill_id_booking_id_kind_key UNIQUE (clinic_id, bill_id, booking_id, kind),
  constraint bill_covers_clinic_id_bill_id_currency_fkey FOREIGN KEY (clinic_id, bill_id, currency) REFERENCES bills(clinic_id, id, currency),
  constraint bill_covers_clinic_id_booking_id_fkey FOREIGN KEY (clinic_id, booking_id) REFERENCES bookings(clinic_id, id),
  constraint bill_covers_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES users(id),
  constraint bill_covers_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint bill_covers_kind_check CHECK ((kind = ANY (ARRAY['desk_permission'::text, 'waiver'::text])))
);
CREATE INDEX bill_covers_booking ON public.bill_covers USING btree (clinic_id, booking_id);
CREATE TRIGGER g_review AFTER INSERT ON public.bill_covers FOR EACH ROW EXECUTE FUNCTION queue_review();
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.bill_covers FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table bill_covers enable row level security, force row level security;
create policy desk on bill_covers for insert to holdfast_api
  with check ((granted_by = ( SELECT current_actor_id() AS current_actor_id)) AND (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['bookings.permitDeskPayment'::text]) AS actor_clinics_with)::uuid[])) AND (EXISTS ( SELECT 1
   FROM bookings b
  WHERE ((b.clinic_id = bill_covers.clinic_id) AND (b.id = bill_covers.booking_id) AND (b.bill_id = bill_covers.bill_id) AND (b.price_minor = bill_covers.amount_minor)))));
create policy own_desk_payment on bill_covers for insert to holdfast_api
  with check ((kind = 'desk_permission'::text) AND (granted_by = ( SELECT current_actor_id() AS current_actor_id)) AND (EXISTS ( SELECT 1
   FROM clinics c
  WHERE ((c.id = bill_covers.clinic_id) AND (c.desk_permission = 'patients'::text)))) AND (EXISTS ( SELECT 1
   FROM bookings b
  WHERE ((b.clinic_id = bill_covers.clinic_id) AND (b.id = bill_covers.booking_id) AND (b.bill_id = bill_covers.bill_id) AND (b.price_minor = bill_covers.amount_minor) AND (b.patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]))))));
create policy owner_all on bill_covers for all to holdfast_owner
  using true
  with check true;
create policy system_all on bill_covers for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on bill_covers for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM bookings b
  WHERE ((b.clinic_id = bill_covers.clinic_id) AND (b.id = bill_covers.booking_id))));
grant insert, select on bill_covers to holdfast_api;
grant insert, select on bill_covers to holdfast_ingest;
grant insert, select on bill_covers to holdfast_worker;

create table bill_lines (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  booking_id uuid not null,
  kind text not null,
  amount_minor bigint not null,
  currency text not null,
  created_at timestamp with time zone default app_now() not null,
  constraint bill_lines_pkey PRIMARY KEY (clinic_id, id),
  constraint bill_lines_clinic_id_bill_id_booking_id_kind_key UNIQUE (clinic_id, bill_id, booking_id, kind),
  constraint bill_lines_clinic_id_bill_id_currency_fkey FOREIGN KEY (clinic_id, bill_id, currency) REFERENCES bills(clinic_id, id, currency),
  constraint bill_lines_clinic_id_booking_id_currency_fkey FOREIGN KEY (clinic_id, booking_id, currency) REFERENCES bookings(clinic_id, id, currency) DEFERRABLE INITIALLY DEFERRED,
  constraint bill_lines_kind_check CHECK ((kind = 'visit'::text))
);
CREATE INDEX bill_lines_booking ON public.bill_lines USING btree (clinic_id, booking_id);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.bill_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table bill_lines enable row level security, force row level security;
create policy owner_all on bill_lines for all to holdfast_owner
  using true
  with check true;
create policy system_all on bill_lines for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on bill_lines for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM bills b
  WHERE ((b.clinic_id = bill_lines.clinic_id) AND (b.id = bill_lines.bill_id))));
grant select on bill_lines to holdfast_api;
grant select on bill_lines to holdfast_ingest;
grant select on bill_lines to holdfast_worker;

create table bills (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  patient_id uuid,
  currency text not null,
  mode text,
  version integer default 1 not null,
  review_at timestamp with time zone,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  funds_minor bigint default 0 not null,
  held_minor bigint default 0 not null,
  asked_back_minor bigint default 0 not null,
  unknown_back_minor bigint default 0 not null,
  leaving_minor bigint default 0 not null,
  returned_minor bigint default 0 not null,
  refused_minor bigint default 0 not null,
  wrong_minor bigint default 0 not null,
  wrong_currency text,
  is_checking boolean default false not null,
  constraint bills_pkey PRIMARY KEY (clinic_id, id),
  constraint bills_clinic_id_id_currency_key UNIQUE (clinic_id, id, currency),
  constraint bills_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint bills_clinic_id_patient_id_fkey FOREIGN KEY (clinic_id, patient_id) REFERENCES patients(clinic_id, id),
  constraint bills_currency_check CHECK (is_currency(currency)),
  constraint bills_mode_check CHECK ((mode = ANY (ARRAY['test'::text, 'live'::text])))
);
CREATE INDEX bills_id ON public.bills USING btree (id);
CREATE INDEX bills_patient ON public.bills USING btree (patient_id);
CREATE INDEX bills_review ON public.bills USING btree (review_at) WHERE (review_at IS NOT NULL);
alter table bills enable row level security, force row level security;
create policy operator on bills for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy own on bills for select to holdfast_api
  using (patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]));
create policy owner_all on bills for all to holdfast_owner
  using true
  with check true;
create policy staff on bills for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['bookings.hold'::text, 'payments.read'::text, 'payments.collect'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on bills for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on bills to holdfast_api;
grant insert, select, update on bills to holdfast_ingest;
grant insert, select, update on bills to holdfast_worker;

create table bills_to_review (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  queued_at timestamp with time zone default app_now() not null,
  constraint bills_to_review_pkey PRIMARY KEY (clinic_id, id),
  constraint bills_to_review_clinic_id_bill_id_fkey FOREIGN KEY (clinic_id, bill_id) REFERENCES bills(clinic_id, id)
);
CREATE INDEX bills_to_review_bill ON public.bills_to_review USING btree (clinic_id, bill_id);
CREATE INDEX bills_to_review_oldest ON public.bills_to_review USING btree (id);
alter table bills_to_review enable row level security, force row level security;
create policy owner_all on bills_to_review for all to holdfast_owner
  using true
  with check true;
create policy system_all on bills_to_review for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant delete, select on bills_to_review to holdfast_ingest;
grant delete, select on bills_to_review to holdfast_worker;

create table booking_resources (
  clinic_id uuid not null,
  booking_id uuid not null,
  resource_id uuid not null,
  lane smallint default 0 not null,
  during tstzrange not null,
  live boolean default true not null,
  constraint booking_resources_pkey PRIMARY KEY (clinic_id, booking_id, resource_id),
  constraint booking_resources_no_overlap EXCLUDE USING gist (clinic_id WITH =, resource_id WITH =, lane WITH =, during WITH &&) WHERE (live),
  constraint booking_resources_clinic_id_booking_id_fkey FOREIGN KEY (clinic_id, booking_id) REFERENCES bookings(clinic_id, id),
  constraint booking_resources_lane_check CHECK (((lane >= 0) AND (lane <= 9)))
);
alter table booking_resources enable row level security, force row level security;
create policy owner_all on booking_resources for all to holdfast_owner
  using true
  with check true;
create policy system_all on booking_resources for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on booking_resources to holdfast_ingest;
grant select on booking_resources to holdfast_worker;

create table bookings (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  patient_id uuid not null,
  doctor_id uuid not null,
  service_id uuid not null,
  during tstzrange not null,
  visit_date date not null,
  state text default 'held'::text not null,
  version integer default 1 not null,
  hold_expires_at timestamp with time zone not null,
  price_minor bigint not null,
  currency text not null,
  policy_snapshot jsonb not null,
  keep_if_late boolean default false not null,
  payment_id uuid not null,
  predecessor_id uuid,
  end_reason text,
  created_by uuid,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  bill_id uuid not null,
  constraint bookings_pkey PRIMARY KEY (clinic_id, id),
  constraint bookings_clinic_id_id_currency_key UNIQUE (clinic_id, id, currency),
  constraint bookings_clinic_id_bill_id_currency_fkey FOREIGN KEY (clinic_id, bill_id, currency) REFERENCES bills(clinic_id, id, currency) DEFERRABLE INITIALLY DEFERRED,
  constraint bookings_clinic_id_doctor_id_fkey FOREIGN KEY (clinic_id, doctor_id) REFERENCES doctors(clinic_id, id),
  constraint bookings_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint bookings_clinic_id_patient_id_fkey FOREIGN KEY (clinic_id, patient_id) REFERENCES patients(clinic_id, id),
  constraint bookings_clinic_id_payment_id_fkey FOREIGN KEY (clinic_id, payment_id) REFERENCES payments(clinic_id, id) DEFERRABLE INITIALLY DEFERRED,
  constraint bookings_clinic_id_predecessor_id_currency_fkey FOREIGN KEY (clinic_id, predecessor_id, currency) REFERENCES bookings(clinic_id, id, currency),
  constraint bookings_clinic_id_service_id_fkey FOREIGN KEY (clinic_id, service_id) REFERENCES services(clinic_id, id),
  constraint bookings_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint bookings_currency_check CHECK (is_currency(currency)),
  constraint bookings_during_check CHECK (((NOT isempty(during)) AND lower_inc(during) AND (NOT upper_inc(during)))),
  constraint bookings_end_reason_check CHECK ((length(end_reason) <= 300)),
  constraint bookings_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '10000000000'::bigint))),
  constraint bookings_state_check CHECK (is_booking_state(state))
);
CREATE INDEX bookings_bill ON public.bookings USING btree (clinic_id, bill_id);
CREATE INDEX bookings_board ON public.bookings USING btree (clinic_id, visit_date, doctor_id);
CREATE INDEX bookings_id ON public.bookings USING btree (id);
CREATE INDEX bookings_lapsing ON public.bookings USING btree (hold_expires_at) WHERE booking_is_unpaid(state);
CREATE UNIQUE INDEX bookings_one_successor ON public.bookings USING btree (clinic_id, predecessor_id) WHERE (predecessor_id IS NOT NULL);
CREATE INDEX bookings_open_holds ON public.bookings USING btree (created_by) WHERE booking_is_unpaid(state);
CREATE INDEX bookings_patient ON public.bookings USING btree (patient_id, lower(during) DESC);
CREATE INDEX bookings_payment ON public.bookings USING btree (clinic_id, payment_id);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION enforce_transition('booking');
CREATE TRIGGER b_agreement BEFORE UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION keep_agreement();
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION record_transition('booking');
CREATE TRIGGER c_bill BEFORE INSERT ON public.bookings FOR EACH ROW WHEN ((new.predecessor_id IS NULL)) EXECUTE FUNCTION open_bill();
CREATE TRIGGER c_feed AFTER INSERT OR UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION publish_change('booking');
CREATE TRIGGER d_resource AFTER INSERT OR UPDATE OF state ON public.bookings FOR EACH ROW EXECUTE FUNCTION occupy_resource();
CREATE CONSTRAINT TRIGGER e_cover AFTER UPDATE OF state ON public.bookings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state IS DISTINCT FROM old.state) AND (new.state = booking_state('confirmed'::text)))) EXECUTE FUNCTION require_cover();
CREATE TRIGGER e_payment AFTER INSERT ON public.bookings FOR EACH ROW WHEN ((new.predecessor_id IS NULL)) EXECUTE FUNCTION open_payment();
CREATE TRIGGER f_tell AFTER UPDATE OF state ON public.bookings FOR EACH ROW EXECUTE FUNCTION tell_patient();
CREATE TRIGGER g_line AFTER INSERT ON public.bookings FOR EACH ROW EXECUTE FUNCTION bring_line();
CREATE TRIGGER g_line_moved AFTER UPDATE OF bill_id ON public.bookings FOR EACH ROW WHEN ((new.bill_id IS DISTINCT FROM old.bill_id)) EXECUTE FUNCTION bring_line();
CREATE TRIGGER g_review AFTER UPDATE OF state ON public.bookings FOR EACH ROW WHEN (((new.state IS DISTINCT FROM old.state) AND (NOT booking_is_live(new.state)))) EXECUTE FUNCTION queue_review();
alter table bookings enable row level security, force row level security;
create policy desk on bookings for all to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_that_change_bookings() AS actor_clinics_that_change_bookings)::uuid[]))
  with check (clinic_id = ANY (( SELECT actor_clinics_that_change_bookings() AS actor_clinics_that_change_bookings)::uuid[]));
create policy operator on bookings for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy own on bookings for all to holdfast_api
  using (patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]))
  with check (patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]));
create policy owner_all on bookings for all to holdfast_owner
  using true
  with check true;
create policy staff_read on bookings for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['bookings.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on bookings for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on bookings to holdfast_api;
grant insert, select, update on bookings to holdfast_ingest;
grant insert, select, update on bookings to holdfast_worker;
grant update (state, end_reason) on bookings to holdfast_api;

create table chart_of_accounts (
  account text not null,
  class text not null,
  owner text not null,
  constraint chart_of_accounts_pkey PRIMARY KEY (account)
);
grant select on chart_of_accounts to holdfast_api;
grant select on chart_of_accounts to holdfast_ingest;
grant select on chart_of_accounts to holdfast_worker;

create table clinics (
  id uuid default uuidv7() not null,
  slug text not null,
  name text not null,
  address text default ''::text not null,
  time_zone text not null,
  currency text not null,
  payment_mode text not null,
  desk_permission text default 'staff'::text not null,
  hold_ttl_seconds integer default 600 not null,
  no_show_grace_minutes integer default 15 not null,
  cancellation_policy jsonb default '{"version": 1, "windows": []}'::jsonb not null,
  created_at timestamp with time zone default app_now() not null,
  constraint clinics_pkey PRIMARY KEY (id),
  constraint clinics_slug_key UNIQUE (slug),
  constraint clinics_currency_check CHECK (is_currency(currency)),
  constraint clinics_desk_permission_check CHECK ((desk_permission = ANY (ARRAY['patients'::text, 'staff'::text]))),
  constraint clinics_hold_ttl_seconds_check CHECK (((hold_ttl_seconds >= 60) AND (hold_ttl_seconds <= 86400))),
  constraint clinics_no_show_grace_minutes_check CHECK (((no_show_grace_minutes >= 0) AND (no_show_grace_minutes <= 240))),
  constraint clinics_payment_mode_check CHECK ((payment_mode = ANY (ARRAY['online'::text, 'desk'::text]))),
  constraint clinics_slug_check CHECK ((slug ~ '^[a-z0-9-]{2,60}$'::text))
);
CREATE INDEX clinics_by_name ON public.clinics USING btree (name, id);
alter table clinics enable row level security, force row level security;
create policy anyone on clinics for select to holdfast_api
  using true;
create policy owner_all on clinics for all to holdfast_owner
  using true
  with check true;
create policy system_all on clinics for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on clinics to holdfast_api;
grant select on clinics to holdfast_ingest;
grant select on clinics to holdfast_worker;

create table credentials (
  user_id uuid not null,
  password_hash text not null,
  updated_at timestamp with time zone default app_now() not null,
  constraint credentials_pkey PRIMARY KEY (user_id),
  constraint credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
alter table credentials enable row level security, force row level security;
create policy auth on credentials for select to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy owner_all on credentials for all to holdfast_owner
  using true
  with check true;
grant select on credentials to holdfast_api;

create table data_keys (
  clinic_id uuid not null,
  id uuid not null,
  wrapped_by text not null,
  wrapped bytea not null,
  created_at timestamp with time zone default app_now() not null,
  wrapped_at timestamp with time zone default app_now() not null,
  constraint data_keys_pkey PRIMARY KEY (clinic_id, id),
  constraint data_keys_clinic_id_key UNIQUE (clinic_id),
  constraint data_keys_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id)
);
alter table data_keys enable row level security, force row level security;
create policy owner_all on data_keys for all to holdfast_owner
  using true
  with check true;
create policy system_read on data_keys for select to holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text);
grant select (clinic_id, id, wrapped_by, created_at, wrapped_at) on data_keys to holdfast_worker;

create table deposits (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  drawer_id uuid not null,
  kind text not null,
  amount_minor bigint not null,
  currency text not null,
  received_by uuid not null,
  received_at timestamp with time zone not null,
  session_id uuid,
  constraint deposits_pkey PRIMARY KEY (clinic_id, id),
  constraint deposits_clinic_id_bill_id_currency_fkey FOREIGN KEY (clinic_id, bill_id, currency) REFERENCES bills(clinic_id, id, currency),
  constraint deposits_clinic_id_drawer_id_fkey FOREIGN KEY (clinic_id, drawer_id) REFERENCES drawers(clinic_id, id),
  constraint deposits_clinic_id_session_id_drawer_id_currency_fkey FOREIGN KEY (clinic_id, session_id, drawer_id, currency) REFERENCES drawer_sessions(clinic_id, id, drawer_id, currency),
  constraint deposits_received_by_fkey FOREIGN KEY (received_by) REFERENCES users(id),
  constraint deposits_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint deposits_kind_check CHECK ((kind = ANY (ARRAY['cash'::text, 'terminal'::text])))
);
CREATE INDEX deposits_bill ON public.deposits USING btree (clinic_id, bill_id);
CREATE INDEX deposits_session ON public.deposits USING btree (clinic_id, session_id);
CREATE TRIGGER a_session BEFORE INSERT ON public.deposits FOR EACH ROW EXECUTE FUNCTION put_into_session();
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.deposits FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table deposits enable row level security, force row level security;
create policy owner_all on deposits for all to holdfast_owner
  using true
  with check true;
create policy system_all on deposits for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on deposits for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM bills b
  WHERE ((b.clinic_id = deposits.clinic_id) AND (b.id = deposits.bill_id))));
grant select on deposits to holdfast_api;
grant insert, select on deposits to holdfast_ingest;
grant insert, select on deposits to holdfast_worker;

create table doctor_services (
  clinic_id uuid not null,
  doctor_id uuid not null,
  service_id uuid not null,
  constraint doctor_services_pkey PRIMARY KEY (clinic_id, doctor_id, service_id),
  constraint doctor_services_clinic_id_doctor_id_fkey FOREIGN KEY (clinic_id, doctor_id) REFERENCES doctors(clinic_id, id),
  constraint doctor_services_clinic_id_service_id_fkey FOREIGN KEY (clinic_id, service_id) REFERENCES services(clinic_id, id)
);
alter table doctor_services enable row level security, force row level security;
create policy anyone on doctor_services for select to holdfast_api
  using true;
create policy owner_all on doctor_services for all to holdfast_owner
  using true
  with check true;
create policy system_all on doctor_services for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on doctor_services to holdfast_api;
grant select on doctor_services to holdfast_worker;

create table doctors (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  user_id uuid,
  name text not null,
  speciality text not null,
  about text default ''::text not null,
  active boolean default true not null,
  min_notice_minutes integer default 0 not null,
  max_horizon_days integer default 90 not null,
  constraint doctors_pkey PRIMARY KEY (clinic_id, id),
  constraint doctors_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint doctors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint doctors_max_horizon_days_check CHECK (((max_horizon_days >= 1) AND (max_horizon_days <= 366))),
  constraint doctors_min_notice_minutes_check CHECK (((min_notice_minutes >= 0) AND (min_notice_minutes <= 43200))),
  constraint doctors_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint doctors_speciality_check CHECK (((length(speciality) >= 1) AND (length(speciality) <= 80)))
);
CREATE INDEX doctors_id ON public.doctors USING btree (id);
alter table doctors enable row level security, force row level security;
create policy anyone on doctors for select to holdfast_api
  using true;
create policy owner_all on doctors for all to holdfast_owner
  using true
  with check true;
create policy system_all on doctors for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on doctors to holdfast_api;
grant select on doctors to holdfast_ingest;
grant select on doctors to holdfast_worker;

create table drawer_sessions (
  clinic_id uuid not null,
  id uuid not null,
  drawer_id uuid not null,
  currency text not null,
  opened_by uuid not null,
  opened_at timestamp with time zone default app_now() not null,
  opening_minor bigint not null,
  brought_minor bigint not null,
  closed_by uuid,
  closed_at timestamp with time zone,
  counted_minor bigint,
  expected_minor bigint,
  difference_minor bigint generated always as ((counted_minor - expected_minor)) stored,
  constraint drawer_sessions_pkey PRIMARY KEY (clinic_id, id),
  constraint drawer_sessions_clinic_id_id_drawer_id_currency_key UNIQUE (clinic_id, id, drawer_id, currency),
  constraint drawer_sessions_clinic_id_drawer_id_currency_fkey FOREIGN KEY (clinic_id, drawer_id, currency) REFERENCES drawers(clinic_id, id, currency),
  constraint drawer_sessions_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES users(id),
  constraint drawer_sessions_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES users(id),
  constraint drawer_sessions_closed_whole CHECK ((num_nonnulls(closed_by, closed_at, counted_minor, expected_minor) = ANY (ARRAY[0, 4]))),
  constraint drawer_sessions_counted_minor_check CHECK ((counted_minor >= 0)),
  constraint drawer_sessions_opening_minor_check CHECK ((opening_minor >= 0))
);
CREATE INDEX drawer_sessions_latest ON public.drawer_sessions USING btree (clinic_id, drawer_id, opened_at DESC);
CREATE UNIQUE INDEX drawer_sessions_one_open ON public.drawer_sessions USING btree (clinic_id, drawer_id) WHERE (closed_at IS NULL);
CREATE TRIGGER z_counts BEFORE DELETE OR UPDATE ON public.drawer_sessions FOR EACH ROW EXECUTE FUNCTION keep_counts();
alter table drawer_sessions enable row level security, force row level security;
create policy owner_all on drawer_sessions for all to holdfast_owner
  using true
  with check true;
create policy staff on drawer_sessions for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['payments.read'::text, 'payments.collect'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on drawer_sessions for select to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on drawer_sessions to holdfast_api;
grant select on drawer_sessions to holdfast_worker;

create table drawers (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  currency text not null,
  created_at timestamp with time zone default app_now() not null,
  constraint drawers_pkey PRIMARY KEY (clinic_id, id),
  constraint drawers_clinic_id_id_currency_key UNIQUE (clinic_id, id, currency),
  constraint drawers_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint drawers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX drawers_name ON public.drawers USING btree (clinic_id, lower(name));
alter table drawers enable row level security, force row level security;
create policy managed on drawers for insert to holdfast_api
  with check ((clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['drawers.manage'::text]) AS actor_clinics_with)::uuid[])) AND (currency = ( SELECT c.currency
   FROM clinics c
  WHERE (c.id = drawers.clinic_id))));
create policy owner_all on drawers for all to holdfast_owner
  using true
  with check true;
create policy staff on drawers for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['payments.read'::text, 'payments.collect'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on drawers for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on drawers to holdfast_api;
grant select on drawers to holdfast_ingest;
grant select on drawers to holdfast_worker;

create table feed (
  clinic_id uuid not null,
  id bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  subject text not null,
  subject_id uuid not null,
  version integer not null,
  state text not null,
  patient_id uuid,
  at timestamp with time zone default app_now() not null,
  constraint feed_pkey PRIMARY KEY (clinic_id, id),
  constraint feed_subject_check CHECK (is_feed_subject(subject))
);
CREATE INDEX feed_cursor ON public.feed USING btree (xid, id);
alter table feed enable row level security, force row level security;
create policy operator on feed for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy own on feed for select to holdfast_api
  using (patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]));
create policy owner_all on feed for all to holdfast_owner
  using true
  with check true;
create policy poller on feed for select to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:feed'::text);
create policy staff on feed for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['bookings.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on feed for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on feed to holdfast_api;
grant delete, select on feed to holdfast_worker;

create table idempotency_keys (
  clinic_id uuid not null,
  user_id uuid not null,
  procedure text not null,
  key text not null,
  request_hash bytea not null,
  subject_id uuid not null,
  created_at timestamp with time zone default app_now() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (clinic_id, user_id, procedure, key),
  constraint idempotency_keys_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);
alter table idempotency_keys enable row level security, force row level security;
create policy owner_all on idempotency_keys for all to holdfast_owner
  using true
  with check true;
create policy self on idempotency_keys for all to holdfast_api
  using (user_id = ( SELECT current_actor_id() AS current_actor_id))
  with check (user_id = ( SELECT current_actor_id() AS current_actor_id));
create policy system_all on idempotency_keys for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on idempotency_keys to holdfast_api;
grant select on idempotency_keys to holdfast_worker;

create table installation (
  only_row boolean default true not null,
  kind text default 'live'::text not null,
  clock_shift_seconds integer default 0 not null,
  constraint installation_pkey PRIMARY KEY (only_row),
  constraint installation_check CHECK (((kind <> 'live'::text) OR (clock_shift_seconds = 0))),
  constraint installation_clock_shift_seconds_check CHECK ((clock_shift_seconds >= 0)),
  constraint installation_kind_check CHECK ((kind = ANY (ARRAY['test'::text, 'demo'::text, 'live'::text]))),
  constraint installation_only_row_check CHECK (only_row)
);
CREATE TRIGGER a_clock BEFORE UPDATE ON public.installation FOR EACH ROW EXECUTE FUNCTION guard_clock_shift();
CREATE TRIGGER b_clock AFTER UPDATE ON public.installation FOR EACH ROW EXECUTE FUNCTION write_clock_shift();
alter table installation enable row level security, force row level security;
create policy owner_all on installation for all to holdfast_owner
  using true
  with check true;
create policy system_all on installation for select to holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on installation to holdfast_worker;

create table invariant_results (
  number integer not null,
  name text not null,
  violations integer not null,
  checked_at timestamp with time zone not null,
  constraint invariant_results_pkey PRIMARY KEY (number),
  constraint invariant_results_violations_check CHECK ((violations >= 0))
);
alter table invariant_results enable row level security, force row level security;
create policy operator on invariant_results for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on invariant_results for all to holdfast_owner
  using true
  with check true;
create policy system_all on invariant_results for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on invariant_results to holdfast_api;
grant insert, select, update on invariant_results to holdfast_worker;

create table items (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  kind text not null,
  subject_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  owner_id uuid,
  note text,
  constraint items_pkey PRIMARY KEY (clinic_id, id),
  constraint items_clinic_id_bill_id_fkey FOREIGN KEY (clinic_id, bill_id) REFERENCES bills(clinic_id, id),
  constraint items_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint items_kind_check CHECK (is_item_kind(kind)),
  constraint items_note_check CHECK ((length(note) <= 1000))
);
CREATE INDEX items_bill ON public.items USING btree (clinic_id, bill_id) WHERE (closed_at IS NULL);
CREATE INDEX items_newest ON public.items USING btree (opened_at DESC, id DESC) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX items_open ON public.items USING btree (clinic_id, kind, subject_id) WHERE (closed_at IS NULL);
alter table items enable row level security, force row level security;
create policy operator on items for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy operator_takes on items for update to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator)
  with check (( SELECT actor_is_operator() AS actor_is_operator) AND ((owner_id IS NULL) OR (owner_id = ( SELECT current_actor_id() AS current_actor_id))));
create policy owner_all on items for all to holdfast_owner
  using true
  with check true;
create policy staff on items for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['payments.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on items for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on items to holdfast_api;
grant insert, select, update on items to holdfast_ingest;
grant insert, select, update on items to holdfast_worker;
grant update (owner_id, note) on items to holdfast_api;

create table key_changes (
  clinic_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  mode text not null,
  reason text not null,
  requested_by uuid not null,
  requested_at timestamp with time zone default app_now() not null,
  approved_by uuid,
  applied_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  constraint key_changes_pkey PRIMARY KEY (clinic_id, id),
  constraint key_changes_clinic_id_id_provider_account_id_key UNIQUE (clinic_id, id, provider_account_id),
  constraint key_changes_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES users(id),
  constraint key_changes_clinic_id_provider_account_id_mode_fkey FOREIGN KEY (clinic_id, provider_account_id, mode) REFERENCES provider_accounts(clinic_id, id, mode),
  constraint key_changes_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id),
  constraint key_changes_live_approved CHECK (((applied_at IS NULL) OR (mode <> 'live'::text) OR (approved_by IS NOT NULL))),
  constraint key_changes_one_end CHECK ((num_nonnulls(applied_at, withdrawn_at) <= 1)),
  constraint key_changes_two_people CHECK ((approved_by IS DISTINCT FROM requested_by))
);
CREATE UNIQUE INDEX key_changes_one_pending ON public.key_changes USING btree (clinic_id, provider_account_id) WHERE ((applied_at IS NULL) AND (withdrawn_at IS NULL));
alter table key_changes enable row level security, force row level security;
create policy managed on key_changes for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['providerAccounts.manage'::text]) AS actor_clinics_with)::uuid[]));
create policy owner_all on key_changes for all to holdfast_owner
  using true
  with check true;
create policy system_read on key_changes for select to holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on key_changes to holdfast_api;
grant select on key_changes to holdfast_worker;

create table leases (
  name text not null,
  holder text not null,
  fence bigint default 1 not null,
  expires_at timestamp with time zone not null,
  constraint leases_pkey PRIMARY KEY (name)
);
alter table leases enable row level security, force row level security;
create policy owner_all on leases for all to holdfast_owner
  using true
  with check true;
create policy system_all on leases for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant delete, insert, select, update on leases to holdfast_worker;

create table ledger_checkpoints (
  clinic_id uuid not null,
  mark_id bigint not null,
  account text not null,
  owner_id uuid not null,
  currency text not null,
  balance_minor bigint not null,
  constraint ledger_checkpoints_pkey PRIMARY KEY (clinic_id, mark_id, account, owner_id, currency),
  constraint ledger_checkpoints_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id)
);
CREATE INDEX ledger_checkpoints_mark ON public.ledger_checkpoints USING btree (mark_id);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.ledger_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table ledger_checkpoints enable row level security, force row level security;
create policy owner_all on ledger_checkpoints for all to holdfast_owner
  using true
  with check true;
create policy system_all on ledger_checkpoints for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on ledger_checkpoints to holdfast_worker;

create table ledger_entries (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  posting_id uuid not null,
  account text not null,
  amount_minor bigint not null,
  currency text not null,
  owner_id uuid not null,
  object_id uuid,
  constraint ledger_entries_pkey PRIMARY KEY (clinic_id, id),
  constraint ledger_entries_clinic_id_posting_id_fkey FOREIGN KEY (clinic_id, posting_id) REFERENCES ledger_postings(clinic_id, id),
  constraint ledger_entries_account_check CHECK (is_ledger_account(account)),
  constraint ledger_entries_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint ledger_entries_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
);
CREATE INDEX ledger_entries_posting ON public.ledger_entries USING btree (clinic_id, posting_id);
CREATE CONSTRAINT TRIGGER a_balance AFTER INSERT ON public.ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balance();
CREATE TRIGGER b_posting AFTER INSERT ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION belong_to_posting();
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table ledger_entries enable row level security, force row level security;
create policy owner_all on ledger_entries for all to holdfast_owner
  using true
  with check true;
create policy system_all on ledger_entries for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on ledger_entries to holdfast_ingest;
grant insert, select on ledger_entries to holdfast_worker;

create table ledger_marks (
  id bigint generated always as identity not null,
  marked_at timestamp with time zone not null,
  horizon xid8 not null,
  is_checkpoint boolean not null,
  constraint ledger_marks_pkey PRIMARY KEY (id),
  constraint ledger_marks_marked_at_key UNIQUE (marked_at)
);
CREATE INDEX ledger_marks_checkpoint ON public.ledger_marks USING btree (id) WHERE is_checkpoint;
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.ledger_marks FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table ledger_marks enable row level security, force row level security;
create policy owner_all on ledger_marks for all to holdfast_owner
  using true
  with check true;
create policy system_all on ledger_marks for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on ledger_marks to holdfast_worker;

create table ledger_postings (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  fact_key text not null,
  posted_at timestamp with time zone default app_now() not null,
  bill_id uuid,
  cause text not null,
  effective_at timestamp with time zone not null,
  posted_xid xid8 default pg_current_xact_id() not null,
  drawer_session_id uuid,
  constraint ledger_postings_pkey PRIMARY KEY (clinic_id, id),
  constraint ledger_postings_clinic_id_fact_key_key UNIQUE (clinic_id, fact_key),
  constraint ledger_postings_clinic_id_bill_id_fkey FOREIGN KEY (clinic_id, bill_id) REFERENCES bills(clinic_id, id),
  constraint ledger_postings_clinic_id_drawer_session_id_fkey FOREIGN KEY (clinic_id, drawer_session_id) REFERENCES drawer_sessions(clinic_id, id),
  constraint ledger_postings_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint ledger_postings_one_subject CHECK ((num_nonnulls(bill_id, drawer_session_id) = 1))
);
CREATE INDEX ledger_postings_bill ON public.ledger_postings USING btree (clinic_id, bill_id);
CREATE INDEX ledger_postings_drawer ON public.ledger_postings USING btree (clinic_id, drawer_session_id) WHERE (drawer_session_id IS NOT NULL);
CREATE INDEX ledger_postings_horizon ON public.ledger_postings USING btree (posted_xid, clinic_id, id);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.ledger_postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table ledger_postings enable row level security, force row level security;
create policy owner_all on ledger_postings for all to holdfast_owner
  using true
  with check true;
create policy system_all on ledger_postings for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on ledger_postings to holdfast_ingest;
grant insert, select on ledger_postings to holdfast_worker;

create table memberships (
  clinic_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone default app_now() not null,
  constraint memberships_pkey PRIMARY KEY (clinic_id, user_id),
  constraint memberships_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint memberships_role_check CHECK (is_clinic_role(role))
);
CREATE INDEX memberships_user ON public.memberships USING btree (user_id);
alter table memberships enable row level security, force row level security;
create policy owner_all on memberships for all to holdfast_owner
  using true
  with check true;
create policy self on memberships for select to holdfast_api
  using (user_id = ( SELECT current_actor_id() AS current_actor_id));
create policy staff on memberships for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['members.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on memberships for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on memberships to holdfast_api;
grant select on memberships to holdfast_worker;

create table messages (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  channel text not null,
  kind text not null,
  subject_id uuid not null,
  subject_version integer not null,
  patient_id uuid,
  recipient_phone text not null,
  locale text not null,
  params jsonb default '{}'::jsonb not null,
  state text default 'queued'::text not null,
  version integer default 1 not null,
  tries integer default 0 not null,
  next_try_at timestamp with time zone default app_now() not null,
  enqueued_at timestamp with time zone,
  fence bigint default 0 not null,
  leased_until timestamp with time zone,
  armed_at timestamp with time zone,
  external_id text,
  last_error text,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  constraint messages_pkey PRIMARY KEY (clinic_id, id),
  constraint messages_clinic_id_subject_id_kind_subject_version_channel_key UNIQUE (clinic_id, subject_id, kind, subject_version, channel),
  constraint messages_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint messages_clinic_id_patient_id_fkey FOREIGN KEY (clinic_id, patient_id) REFERENCES patients(clinic_id, id),
  constraint messages_channel_check CHECK (is_message_channel(channel)),
  constraint messages_kind_check CHECK (is_message_kind(kind)),
  constraint messages_locale_check CHECK (is_locale(locale)),
  constraint messages_recipient_phone_check CHECK ((recipient_phone ~ '^\+[1-9][0-9]{7,14}$'::text)),
  constraint messages_state_check CHECK (is_message_state(state))
);
CREATE INDEX messages_by_time ON public.messages USING btree (created_at DESC, id DESC);
CREATE INDEX messages_due ON public.messages USING btree (next_try_at) WHERE message_is_due(state);
CREATE INDEX messages_id ON public.messages USING btree (id);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.messages FOR EACH ROW EXECUTE FUNCTION enforce_transition('message');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.messages FOR EACH ROW EXECUTE FUNCTION record_transition('message');
CREATE TRIGGER c_feed AFTER UPDATE ON public.messages FOR EACH ROW WHEN ((new.state IS DISTINCT FROM old.state)) EXECUTE FUNCTION publish_change('message');
CREATE TRIGGER c_feed_new AFTER INSERT ON public.messages FOR EACH ROW EXECUTE FUNCTION publish_change('message');
alter table messages enable row level security, force row level security;
create policy auth_code on messages for insert to holdfast_api
  with check ((( SELECT actor_system() AS actor_system) = 'system:auth'::text) AND (kind = message_kind('one_time_code'::text)));
create policy operator_read on messages for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy operator_repair on messages for update to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator)
  with check ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on messages for all to holdfast_owner
  using true
  with check true;
create policy staff on messages for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['messages.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on messages for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on messages to holdfast_api;
grant insert, select on messages to holdfast_ingest;
grant insert, select, update on messages to holdfast_worker;
grant update (state, next_try_at, leased_until, last_error, sent_at) on messages to holdfast_api;

create table operations (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  bill_id uuid not null,
  kind text not null,
  provider_account_id uuid not null,
  subject_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  state text not null,
  version integer default 1 not null,
  tries integer default 0 not null,
  fence bigint default 0 not null,
  leased_until timestamp with time zone,
  next_at timestamp with time zone,
  sla_at timestamp with time zone not null,
  last_error text,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  constraint operations_pkey PRIMARY KEY (clinic_id, id),
  constraint operations_clinic_id_bill_id_fkey FOREIGN KEY (clinic_id, bill_id) REFERENCES bills(clinic_id, id),
  constraint operations_provider_account_id_fkey FOREIGN KEY (provider_account_id) REFERENCES provider_accounts(id),
  constraint operations_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint operations_kind_check CHECK (is_operation_kind(kind)),
  constraint operations_state_check CHECK (is_operation_state(state))
);
CREATE INDEX operations_bill ON public.operations USING btree (clinic_id, bill_id);
CREATE INDEX operations_due ON public.operations USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.operations FOR EACH ROW EXECUTE FUNCTION enforce_transition('operation');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.operations FOR EACH ROW EXECUTE FUNCTION record_transition('operation');
alter table operations enable row level security, force row level security;
create policy owner_all on operations for all to holdfast_owner
  using true
  with check true;
create policy system_all on operations for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select, update on operations to holdfast_ingest;
grant insert, select, update on operations to holdfast_worker;

create table otp_challenges (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  phone text not null,
  locale text not null,
  code_hash bytea not null,
  created_at timestamp with time zone default app_now() not null,
  expires_at timestamp with time zone not null,
  wrong_tries integer default 0 not null,
  consumed_at timestamp with time zone,
  constraint otp_challenges_pkey PRIMARY KEY (clinic_id, id),
  constraint otp_challenges_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint otp_challenges_locale_check CHECK (is_locale(locale)),
  constraint otp_challenges_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{7,14}$'::text)),
  constraint otp_challenges_wrong_tries_check CHECK (((wrong_tries >= 0) AND (wrong_tries <= 5)))
);
CREATE INDEX otp_challenges_id ON public.otp_challenges USING btree (id);
CREATE INDEX otp_challenges_phone ON public.otp_challenges USING btree (clinic_id, phone, created_at);
alter table otp_challenges enable row level security, force row level security;
create policy auth on otp_challenges for all to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text)
  with check (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy desk on otp_challenges for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['codes.reveal'::text]) AS actor_clinics_with)::uuid[]));
create policy owner_all on otp_challenges for all to holdfast_owner
  using true
  with check true;
create policy system_all on otp_challenges for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on otp_challenges to holdfast_api;
grant select on otp_challenges to holdfast_worker;
grant update (wrong_tries, consumed_at) on otp_challenges to holdfast_api;

create table patients (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  user_id uuid,
  full_name text not null,
  phone text not null,
  date_of_birth date,
  locale text default 'en'::text not null,
  whatsapp_consent_at timestamp with time zone,
  whatsapp_withdrawn_at timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone default app_now() not null,
  constraint patients_pkey PRIMARY KEY (clinic_id, id),
  constraint patients_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint patients_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint patients_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 120))),
  constraint patients_locale_check CHECK (is_locale(locale)),
  constraint patients_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{7,14}$'::text))
);
CREATE INDEX patients_name ON public.patients USING gin (full_name gin_trgm_ops);
CREATE INDEX patients_phone ON public.patients USING btree (clinic_id, phone);
CREATE INDEX patients_user ON public.patients USING btree (user_id);
alter table patients enable row level security, force row level security;
create policy auth_find on patients for select to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy auth_link on patients for update to holdfast_api
  using ((( SELECT actor_system() AS actor_system) = 'system:auth'::text) AND (user_id IS NULL))
  with check (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy desk on patients for insert to holdfast_api
  with check ((clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['patients.add'::text]) AS actor_clinics_with)::uuid[])) AND (user_id IS NULL));
create policy own on patients for all to holdfast_api
  using (user_id = ( SELECT current_actor_id() AS current_actor_id))
  with check (user_id = ( SELECT current_actor_id() AS current_actor_id));
create policy owner_all on patients for all to holdfast_owner
  using true
  with check true;
create policy staff on patients for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['patients.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on patients for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on patients to holdfast_api;
grant select on patients to holdfast_ingest;
grant select on patients to holdfast_worker;
grant update (user_id, full_name, phone, date_of_birth, locale, whatsapp_consent_at, whatsapp_withdrawn_at, version) on patients to holdfast_api;

create table payment_attempts (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  payment_id uuid not null,
  provider_payment_id text not null,
  state text not null,
  version integer default 1 not null,
  amount_minor bigint not null,
  currency text not null,
  method text,
  fee_minor bigint,
  tax_minor bigint,
  error_code text,
  error_reason text,
  quarantine_reason text,
  occurred_at timestamp with time zone not null,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  authorized_at timestamp with time zone,
  captured_at timestamp with time zone,
  ruling text,
  ruled_by uuid,
  provider_account_id uuid not null,
  constraint payment_attempts_pkey PRIMARY KEY (clinic_id, id),
  constraint payment_attempts_clinic_id_payment_id_id_key UNIQUE (clinic_id, payment_id, id),
  constraint payment_attempts_clinic_id_provider_account_id_provider_pay_key UNIQUE (clinic_id, provider_account_id, provider_payment_id),
  constraint payment_attempts_clinic_id_payment_id_fkey FOREIGN KEY (clinic_id, payment_id) REFERENCES payments(clinic_id, id),
  constraint payment_attempts_provider_account_id_fkey FOREIGN KEY (provider_account_id) REFERENCES provider_accounts(id),
  constraint payment_attempts_ruled_by_fkey FOREIGN KEY (ruled_by) REFERENCES users(id),
  constraint payment_attempts_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint payment_attempts_ruling_check CHECK ((ruling = ANY (ARRAY['place'::text, 'return'::text]))),
  constraint payment_attempts_state_check CHECK (is_attempt_state(state))
);
CREATE INDEX payment_attempts_payment ON public.payment_attempts USING btree (clinic_id, payment_id);
CREATE INDEX payment_attempts_quarantined ON public.payment_attempts USING btree (created_at) WHERE (quarantine_reason IS NOT NULL);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.payment_attempts FOR EACH ROW EXECUTE FUNCTION enforce_transition('attempt');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.payment_attempts FOR EACH ROW EXECUTE FUNCTION record_transition('attempt');
alter table payment_attempts enable row level security, force row level security;
create policy owner_all on payment_attempts for all to holdfast_owner
  using true
  with check true;
create policy system_all on payment_attempts for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on payment_attempts for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM payments p
  WHERE ((p.clinic_id = payment_attempts.clinic_id) AND (p.id = payment_attempts.payment_id))));
grant select on payment_attempts to holdfast_api;
grant insert, select, update on payment_attempts to holdfast_ingest;
grant insert, select, update on payment_attempts to holdfast_worker;

create table payment_webhooks (
  id uuid default uuidv7() not null,
  deduplication_key text not null,
  event_id text,
  event_type text not null,
  raw_body bytea not null,
  facts jsonb not null,
  state text not null,
  version integer default 1 not null,
  reason text,
  tries integer default 1 not null,
  clinic_id uuid,
  payment_id uuid,
  received_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  next_try_at timestamp with time zone,
  is_other_body boolean default false not null,
  provider_account_id uuid not null,
  constraint payment_webhooks_pkey PRIMARY KEY (id),
  constraint payment_webhooks_deduplication_key_key UNIQUE (deduplication_key),
  constraint payment_webhooks_provider_account_id_fkey FOREIGN KEY (provider_account_id) REFERENCES provider_accounts(id),
  constraint payment_webhooks_state_check CHECK (is_webhook_state(state))
);
CREATE INDEX payment_webhooks_by_time ON public.payment_webhooks USING btree (received_at DESC, id DESC);
CREATE INDEX payment_webhooks_due ON public.payment_webhooks USING btree (next_try_at) WHERE (state = webhook_state('retrying'::text));
CREATE INDEX payment_webhooks_payment ON public.payment_webhooks USING btree (payment_id) WHERE (payment_id IS NOT NULL);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.payment_webhooks FOR EACH ROW EXECUTE FUNCTION enforce_transition('webhook');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.payment_webhooks FOR EACH ROW EXECUTE FUNCTION record_transition('webhook');
alter table payment_webhooks enable row level security, force row level security;
create policy operator_read on payment_webhooks for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy operator_repair on payment_webhooks for update to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator)
  with check ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on payment_webhooks for all to holdfast_owner
  using true
  with check true;
create policy system_all on payment_webhooks for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on payment_webhooks to holdfast_api;
grant insert, select, update on payment_webhooks to holdfast_ingest;
grant select, update on payment_webhooks to holdfast_worker;
grant update (state, reason, tries, next_try_at) on payment_webhooks to holdfast_api;

create table payments (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  booking_id uuid,
  patient_id uuid,
  purpose text default 'visit'::text not null,
  rail text not null,
  state text default 'pending'::text not null,
  version integer default 1 not null,
  amount_minor bigint not null,
  currency text not null,
  provider_order_id text,
  next_poll_at timestamp with time zone,
  polls integer default 0 not null,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  bill_id uuid not null,
  provider_account_id uuid,
  constraint payments_pkey PRIMARY KEY (clinic_id, id),
  constraint payments_clinic_id_bill_id_currency_fkey FOREIGN KEY (clinic_id, bill_id, currency) REFERENCES bills(clinic_id, id, currency) DEFERRABLE INITIALLY DEFERRED,
  constraint payments_clinic_id_booking_id_currency_fkey FOREIGN KEY (clinic_id, booking_id, currency) REFERENCES bookings(clinic_id, id, currency) DEFERRABLE INITIALLY DEFERRED,
  constraint payments_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint payments_clinic_id_patient_id_fkey FOREIGN KEY (clinic_id, patient_id) REFERENCES patients(clinic_id, id),
  constraint payments_provider_account_id_fkey FOREIGN KEY (provider_account_id) REFERENCES provider_accounts(id),
  constraint payments_amount_minor_check CHECK (((amount_minor >= 0) AND (amount_minor <= '10000000000'::bigint))),
  constraint payments_currency_check CHECK (is_currency(currency)),
  constraint payments_order_has_account CHECK (((provider_order_id IS NULL) OR (provider_account_id IS NOT NULL))),
  constraint payments_purpose_check CHECK ((purpose = 'visit'::text)),
  constraint payments_rail_check CHECK (is_payment_provider(rail)),
  constraint payments_state_check CHECK (is_payment_state(state))
);
CREATE INDEX payments_bill ON public.payments USING btree (clinic_id, bill_id);
CREATE INDEX payments_booking ON public.payments USING btree (clinic_id, booking_id);
CREATE INDEX payments_due ON public.payments USING btree (next_poll_at) WHERE (next_poll_at IS NOT NULL);
CREATE INDEX payments_id ON public.payments USING btree (id);
CREATE INDEX payments_patient ON public.payments USING btree (patient_id);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION enforce_transition('payment');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION record_transition('payment');
CREATE TRIGGER c_feed AFTER UPDATE ON public.payments FOR EACH ROW WHEN ((new.state IS DISTINCT FROM old.state)) EXECUTE FUNCTION publish_change('payment');
alter table payments enable row level security, force row level security;
create policy operator on payments for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy own on payments for select to holdfast_api
  using (patient_id = ANY (( SELECT actor_patients() AS actor_patients)::uuid[]));
create policy owner_all on payments for all to holdfast_owner
  using true
  with check true;
create policy staff on payments for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['payments.read'::text, 'payments.collect'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on payments for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on payments to holdfast_api;
grant select, update on payments to holdfast_ingest;
grant select, update on payments to holdfast_worker;

create table provider_accounts (
  provider text not null,
  account_ref text not null,
  mode text not null,
  registered_at timestamp with time zone default app_now() not null,
  id uuid default uuidv7() not null,
  is_assumed boolean default false not null,
  capabilities jsonb default '{}'::jsonb not null,
  swept_until timestamp with time zone,
  clinic_id uuid,
  books_clinic_id uuid,
  currencies text[] default '{}'::text[] not null,
  rails text[] default '{}'::text[] not null,
  fee_bearer text default 'clinic'::text not null,
  state text default 'active'::text not null,
  version integer default 1 not null,
  webhook_key text default replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text) not null,
  updated_at timestamp with time zone default app_now() not null,
  keys_version integer default 0 not null,
  constraint provider_accounts_pkey PRIMARY KEY (id),
  constraint provider_accounts_clinic_id_id_mode_key UNIQUE (clinic_id, id, mode),
  constraint provider_accounts_provider_account_ref_mode_key UNIQUE (provider, account_ref, mode),
  constraint provider_accounts_webhook_key_key UNIQUE (webhook_key),
  constraint provider_accounts_books_clinic_id_fkey FOREIGN KEY (books_clinic_id) REFERENCES clinics(id),
  constraint provider_accounts_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint provider_accounts_fee_bearer_check CHECK (is_fee_bearer(fee_bearer)),
  constraint provider_accounts_mode_check CHECK ((mode = ANY (ARRAY['test'::text, 'live'::text]))),
  constraint provider_accounts_state_check CHECK (is_provider_account_state(state))
);
CREATE TRIGGER a_clock BEFORE INSERT OR UPDATE OF provider, account_ref, mode ON public.provider_accounts FOR EACH ROW EXECUTE FUNCTION guard_live_account();
CREATE TRIGGER b_transition BEFORE INSERT OR UPDATE OF state ON public.provider_accounts FOR EACH ROW EXECUTE FUNCTION enforce_transition('provider_account');
CREATE TRIGGER c_history AFTER INSERT OR UPDATE OF state ON public.provider_accounts FOR EACH ROW EXECUTE FUNCTION record_transition('provider_account');
alter table provider_accounts enable row level security, force row level security;
create policy managed on provider_accounts for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['providerAccounts.manage'::text]) AS actor_clinics_with)::uuid[]));
create policy operator on provider_accounts for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on provider_accounts for all to holdfast_owner
  using true
  with check true;
create policy swept on provider_accounts for update to holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy system_all on provider_accounts for select to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on provider_accounts to holdfast_ingest;
grant select on provider_accounts to holdfast_worker;
grant select (provider, account_ref, mode, id, clinic_id, state, version, webhook_key, updated_at, keys_version) on provider_accounts to holdfast_api;
grant update (swept_until) on provider_accounts to holdfast_worker;

create table provider_objects (
  object_id text not null,
  kind text not null,
  clinic_id uuid not null,
  payment_id uuid not null,
  provider_account_id uuid not null,
  constraint provider_objects_pkey PRIMARY KEY (provider_account_id, object_id),
  constraint provider_objects_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint provider_objects_provider_account_id_fkey FOREIGN KEY (provider_account_id) REFERENCES provider_accounts(id),
  constraint provider_objects_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'payment'::text, 'refund'::text])))
);
alter table provider_objects enable row level security, force row level security;
create policy owner_all on provider_objects for all to holdfast_owner
  using true
  with check true;
create policy system_all on provider_objects for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on provider_objects for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM payments p
  WHERE ((p.clinic_id = provider_objects.clinic_id) AND (p.id = provider_objects.payment_id))));
grant select on provider_objects to holdfast_api;
grant insert, select on provider_objects to holdfast_ingest;
grant insert, select on provider_objects to holdfast_worker;

create table provider_refunds (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  attempt_id uuid not null,
  provider_refund_id text not null,
  request_id uuid,
  state text not null,
  version integer default 1 not null,
  amount_minor bigint not null,
  currency text not null,
  bank_reference text,
  occurred_at timestamp with time zone not null,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  constraint provider_refunds_pkey PRIMARY KEY (clinic_id, id),
  constraint provider_refunds_clinic_id_attempt_id_provider_refund_id_key UNIQUE (clinic_id, attempt_id, provider_refund_id),
  constraint provider_refunds_clinic_id_attempt_id_fkey FOREIGN KEY (clinic_id, attempt_id) REFERENCES payment_attempts(clinic_id, id),
  constraint provider_refunds_clinic_id_request_id_fkey FOREIGN KEY (clinic_id, request_id) REFERENCES refunds(clinic_id, id),
  constraint provider_refunds_amount_minor_check CHECK ((amount_minor > 0)),
  constraint provider_refunds_state_check CHECK (is_provider_refund_state(state))
);
CREATE INDEX provider_refunds_attempt ON public.provider_refunds USING btree (clinic_id, attempt_id);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.provider_refunds FOR EACH ROW EXECUTE FUNCTION enforce_transition('provider_refund');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.provider_refunds FOR EACH ROW EXECUTE FUNCTION record_transition('provider_refund');
alter table provider_refunds enable row level security, force row level security;
create policy owner_all on provider_refunds for all to holdfast_owner
  using true
  with check true;
create policy system_all on provider_refunds for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on provider_refunds for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM payment_attempts a
  WHERE ((a.clinic_id = provider_refunds.clinic_id) AND (a.id = provider_refunds.attempt_id))));
grant select on provider_refunds to holdfast_api;
grant insert, select, update on provider_refunds to holdfast_ingest;
grant insert, select, update on provider_refunds to holdfast_worker;

create table refunds (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  payment_id uuid not null,
  attempt_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  state text default 'requested'::text not null,
  version integer default 1 not null,
  reason text not null,
  cause_key text not null,
  requested_by uuid,
  created_at timestamp with time zone default app_now() not null,
  updated_at timestamp with time zone default app_now() not null,
  is_asked_again boolean default false not null,
  constraint refunds_pkey PRIMARY KEY (clinic_id, id),
  constraint refunds_clinic_id_attempt_id_cause_key_key UNIQUE (clinic_id, attempt_id, cause_key),
  constraint refunds_clinic_id_payment_id_attempt_id_fkey FOREIGN KEY (clinic_id, payment_id, attempt_id) REFERENCES payment_attempts(clinic_id, payment_id, id),
  constraint refunds_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id),
  constraint refunds_amount_minor_check CHECK ((amount_minor > 0)),
  constraint refunds_reason_check CHECK (is_refund_reason(reason)),
  constraint refunds_state_check CHECK (is_refund_state(state))
);
CREATE INDEX refunds_payment ON public.refunds USING btree (clinic_id, payment_id);
CREATE TRIGGER a_transition BEFORE INSERT OR UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION enforce_transition('refund');
CREATE TRIGGER b_history AFTER INSERT OR UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION record_transition('refund');
CREATE CONSTRAINT TRIGGER b_limit AFTER INSERT OR UPDATE OF amount_minor ON public.refunds DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION limit_requests();
alter table refunds enable row level security, force row level security;
create policy owner_all on refunds for all to holdfast_owner
  using true
  with check true;
create policy system_all on refunds for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
create policy visible on refunds for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM payments p
  WHERE ((p.clinic_id = refunds.clinic_id) AND (p.id = refunds.payment_id))));
grant select on refunds to holdfast_api;
grant insert, select, update on refunds to holdfast_ingest;
grant insert, select, update on refunds to holdfast_worker;

create table schedule_leaves (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  doctor_id uuid not null,
  during tstzrange not null,
  reason text default ''::text not null,
  constraint schedule_leaves_pkey PRIMARY KEY (clinic_id, id),
  constraint schedule_leaves_clinic_id_doctor_id_fkey FOREIGN KEY (clinic_id, doctor_id) REFERENCES doctors(clinic_id, id),
  constraint schedule_leaves_during_check CHECK ((NOT isempty(during)))
);
CREATE INDEX schedule_leaves_doctor ON public.schedule_leaves USING gist (clinic_id, doctor_id, during);
alter table schedule_leaves enable row level security, force row level security;
create policy anyone on schedule_leaves for select to holdfast_api
  using true;
create policy owner_all on schedule_leaves for all to holdfast_owner
  using true
  with check true;
create policy system_all on schedule_leaves for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on schedule_leaves to holdfast_ingest;
grant select on schedule_leaves to holdfast_worker;
grant select (clinic_id, id, doctor_id, during) on schedule_leaves to holdfast_api;

create table schedule_rules (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  doctor_id uuid not null,
  weekday smallint not null,
  opens time without time zone not null,
  closes time without time zone not null,
  valid_from date not null,
  valid_until date,
  constraint schedule_rules_pkey PRIMARY KEY (clinic_id, id),
  constraint schedule_rules_clinic_id_doctor_id_fkey FOREIGN KEY (clinic_id, doctor_id) REFERENCES doctors(clinic_id, id),
  constraint schedule_rules_check CHECK ((closes > opens)),
  constraint schedule_rules_check1 CHECK ((valid_until >= valid_from)),
  constraint schedule_rules_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);
CREATE INDEX schedule_rules_doctor ON public.schedule_rules USING btree (clinic_id, doctor_id, weekday);
alter table schedule_rules enable row level security, force row level security;
create policy anyone on schedule_rules for select to holdfast_api
  using true;
create policy owner_all on schedule_rules for all to holdfast_owner
  using true
  with check true;
create policy system_all on schedule_rules for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on schedule_rules to holdfast_api;
grant select on schedule_rules to holdfast_ingest;
grant select on schedule_rules to holdfast_worker;

create table schema_migrations (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default clock_timestamp() not null,
  constraint schema_migrations_pkey PRIMARY KEY (version),
  constraint schema_migrations_version_check CHECK ((version > 0))
);
grant select on schema_migrations to holdfast_api;
grant select on schema_migrations to holdfast_ingest;
grant select on schema_migrations to holdfast_worker;

create table schema_objects (
  identity text not null,
  source text not null,
  definition text not null,
  constraint schema_objects_pkey PRIMARY KEY (identity)
);
grant select on schema_objects to holdfast_api;
grant select on schema_objects to holdfast_ingest;
grant select on schema_objects to holdfast_worker;

create table schema_releases (
  migration integer not null,
  sql_hash text not null,
  applied_at timestamp with time zone default clock_timestamp() not null,
  withdrawn_at timestamp with time zone,
  constraint schema_releases_pkey PRIMARY KEY (migration, sql_hash)
);
grant select on schema_releases to holdfast_api;
grant select on schema_releases to holdfast_ingest;
grant select on schema_releases to holdfast_worker;

create table sealed_secrets (
  clinic_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  key_change_id uuid not null,
  purpose text not null,
  data_key_id uuid not null,
  nonce bytea,
  sealed bytea,
  last_four text,
  created_at timestamp with time zone default app_now() not null,
  active_since timestamp with time zone,
  retired_at timestamp with time zone,
  constraint sealed_secrets_pkey PRIMARY KEY (clinic_id, id),
  constraint sealed_secrets_clinic_id_data_key_id_fkey FOREIGN KEY (clinic_id, data_key_id) REFERENCES data_keys(clinic_id, id),
  constraint sealed_secrets_clinic_id_key_change_id_provider_account_id_fkey FOREIGN KEY (clinic_id, key_change_id, provider_account_id) REFERENCES key_changes(clinic_id, id, provider_account_id),
  constraint sealed_secrets_erased CHECK ((((retired_at IS NULL) = (sealed IS NOT NULL)) AND ((nonce IS NULL) = (sealed IS NULL)))),
  constraint sealed_secrets_last_four_check CHECK ((length(last_four) = 4)),
  constraint sealed_secrets_nonce_check CHECK ((octet_length(nonce) = 12)),
  constraint sealed_secrets_purpose_check CHECK (is_secret_purpose(purpose)),
  constraint sealed_secrets_sealed_check CHECK (((octet_length(sealed) >= 17) AND (octet_length(sealed) <= 600)))
);
CREATE INDEX sealed_secrets_change ON public.sealed_secrets USING btree (clinic_id, key_change_id);
CREATE UNIQUE INDEX sealed_secrets_one_active ON public.sealed_secrets USING btree (clinic_id, provider_account_id, purpose) WHERE ((active_since IS NOT NULL) AND (retired_at IS NULL));
alter table sealed_secrets enable row level security, force row level security;
create policy managed on sealed_secrets for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['providerAccounts.manage'::text]) AS actor_clinics_with)::uuid[]));
create policy owner_all on sealed_secrets for all to holdfast_owner
  using true
  with check true;
grant select (clinic_id, id, provider_account_id, key_change_id, purpose, last_four, created_at, active_since, retired_at) on sealed_secrets to holdfast_api;

create table services (
  clinic_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  duration_minutes integer not null,
  price_minor bigint not null,
  currency text not null,
  active boolean default true not null,
  constraint services_pkey PRIMARY KEY (clinic_id, id),
  constraint services_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES clinics(id),
  constraint services_currency_check CHECK (is_currency(currency)),
  constraint services_duration_minutes_check CHECK (((duration_minutes >= 5) AND (duration_minutes <= 480))),
  constraint services_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint services_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '10000000000'::bigint)))
);
CREATE TRIGGER a_price BEFORE INSERT OR UPDATE OF price_minor, currency ON public.services FOR EACH ROW EXECUTE FUNCTION refuse_unpayable_price();
alter table services enable row level security, force row level security;
create policy anyone on services for select to holdfast_api
  using true;
create policy owner_all on services for all to holdfast_owner
  using true
  with check true;
create policy system_all on services for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on services to holdfast_api;
grant select on services to holdfast_ingest;
grant select on services to holdfast_worker;

create table session_families (
  id uuid not null,
  user_id uuid not null,
  started_at timestamp with time zone default app_now() not null,
  ended_at timestamp with time zone,
  constraint session_families_pkey PRIMARY KEY (id),
  constraint session_families_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX session_families_user ON public.session_families USING btree (user_id, started_at DESC);
alter table session_families enable row level security, force row level security;
create policy auth on session_families for all to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text)
  with check (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy owner_all on session_families for all to holdfast_owner
  using true
  with check true;
grant insert, select on session_families to holdfast_api;
grant update (ended_at) on session_families to holdfast_api;

create table sessions (
  id uuid default uuidv7() not null,
  family_id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone default app_now() not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_hash_key UNIQUE (token_hash),
  constraint sessions_family_id_fkey FOREIGN KEY (family_id) REFERENCES session_families(id),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX sessions_family ON public.sessions USING btree (family_id);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);
alter table sessions enable row level security, force row level security;
create policy auth on sessions for all to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text)
  with check (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy owner_all on sessions for all to holdfast_owner
  using true
  with check true;
grant insert, select on sessions to holdfast_api;
grant update (used_at) on sessions to holdfast_api;

create table state_history (
  clinic_id uuid not null,
  id bigint generated always as identity not null,
  machine text not null,
  subject_id uuid not null,
  from_state text,
  to_state text not null,
  version integer not null,
  actor text not null,
  reason text,
  request_id text,
  at timestamp with time zone default app_now() not null,
  constraint state_history_pkey PRIMARY KEY (clinic_id, id)
);
CREATE UNIQUE INDEX state_history_once ON public.state_history USING btree (clinic_id, machine, subject_id, version);
CREATE INDEX state_history_subject ON public.state_history USING btree (clinic_id, subject_id, id);
CREATE TRIGGER z_append_only BEFORE DELETE OR UPDATE ON public.state_history FOR EACH ROW EXECUTE FUNCTION refuse_change();
alter table state_history enable row level security, force row level security;
create policy operator on state_history for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy own_booking on state_history for select to holdfast_api
  using ((machine = 'booking'::text) AND (EXISTS ( SELECT 1
   FROM bookings b
  WHERE ((b.clinic_id = state_history.clinic_id) AND (b.id = state_history.subject_id)))));
create policy owner_all on state_history for all to holdfast_owner
  using true
  with check true;
create policy staff on state_history for select to holdfast_api
  using (clinic_id = ANY (( SELECT actor_clinics_with(VARIADIC ARRAY['history.read'::text]) AS actor_clinics_with)::uuid[]));
create policy system_all on state_history for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on state_history to holdfast_api;
grant select on state_history to holdfast_ingest;
grant select on state_history to holdfast_worker;

create table transition_edges (
  machine text not null,
  from_state text not null,
  to_state text not null,
  constraint transition_edges_pkey PRIMARY KEY (machine, from_state, to_state),
  constraint transition_edges_machine_from_state_fkey FOREIGN KEY (machine, from_state) REFERENCES transition_states(machine, state),
  constraint transition_edges_machine_to_state_fkey FOREIGN KEY (machine, to_state) REFERENCES transition_states(machine, state)
);
grant select on transition_edges to holdfast_api;
grant select on transition_edges to holdfast_ingest;
grant select on transition_edges to holdfast_worker;

create table transition_states (
  machine text not null,
  state text not null,
  rank integer not null,
  initial boolean not null,
  terminal boolean not null,
  constraint transition_states_pkey PRIMARY KEY (machine, state)
);
grant select on transition_states to holdfast_api;
grant select on transition_states to holdfast_ingest;
grant select on transition_states to holdfast_worker;

create table users (
  id uuid default uuidv7() not null,
  display_name text not null,
  email citext,
  phone text,
  status text default 'active'::text not null,
  platform_role text,
  locale text default 'en'::text not null,
  created_at timestamp with time zone default app_now() not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_phone_key UNIQUE (phone),
  constraint users_check CHECK (((email IS NOT NULL) OR (phone IS NOT NULL))),
  constraint users_display_name_check CHECK (((length(display_name) >= 1) AND (length(display_name) <= 120))),
  constraint users_locale_check CHECK (is_locale(locale)),
  constraint users_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{7,14}$'::text)),
  constraint users_platform_role_check CHECK ((platform_role = 'operator'::text)),
  constraint users_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text])))
);
alter table users enable row level security, force row level security;
create policy auth on users for all to holdfast_api
  using (( SELECT actor_system() AS actor_system) = 'system:auth'::text)
  with check (( SELECT actor_system() AS actor_system) = 'system:auth'::text);
create policy colleagues on users for select to holdfast_api
  using (EXISTS ( SELECT 1
   FROM memberships m
  WHERE (m.user_id = users.id)));
create policy operators on users for select to holdfast_api
  using ((platform_role = 'operator'::text) AND ( SELECT actor_is_operator() AS actor_is_operator));
create policy owner_all on users for all to holdfast_owner
  using true
  with check true;
create policy self on users for select to holdfast_api
  using (id = ( SELECT current_actor_id() AS current_actor_id));
create policy system_all on users for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant insert, select on users to holdfast_api;
grant select on users to holdfast_ingest;
grant select on users to holdfast_worker;
grant update (display_name, email, phone, locale) on users to holdfast_api;

create table whatsapp_accounts (
  account text not null,
  state text not null,
  qr_text text,
  note text,
  updated_at timestamp with time zone default app_now() not null,
  constraint whatsapp_accounts_pkey PRIMARY KEY (account)
);
alter table whatsapp_accounts enable row level security, force row level security;
create policy operator on whatsapp_accounts for select to holdfast_api
  using ( SELECT actor_is_operator() AS actor_is_operator);
create policy owner_all on whatsapp_accounts for all to holdfast_owner
  using true
  with check true;
create policy system_all on whatsapp_accounts for all to holdfast_ingest, holdfast_worker
  using (( SELECT actor_system() AS actor_system) <> ''::text)
  with check (( SELECT actor_system() AS actor_system) <> ''::text);
grant select on whatsapp_accounts to holdfast_api;
grant insert, select, update on whatsapp_accounts to holdfast_worker;

create view booking_views with (security_invoker=true) as
 SELECT b.clinic_id,
    b.id,
    c.name AS clinic_name,
    c.time_zone,
    b.doctor_id,
    d.name AS doctor_name,
    d.speciality,
    b.service_id,
    s.name AS service_name,
    b.patient_id,
    p.full_name AS patient_name,
    p.phone AS patient_phone,
    b.state,
    b.version,
    lower(b.during) AS starts_at,
    upper(b.during) AS ends_at,
    b.visit_date,
    b.price_minor,
    b.currency,
        CASE
            WHEN booking_is_unpaid(b.state) THEN b.hold_expires_at
            ELSE NULL::timestamp with time zone
        END AS hold_expires_at,
    b.keep_if_late,
    b.predecessor_id,
    ( SELECT n.id
           FROM bookings n
          WHERE ((n.clinic_id = b.clinic_id) AND (n.predecessor_id = b.id))) AS successor_id,
    b.end_reason,
    b.created_at,
    b.updated_at,
    app_now() AS server_now,
    l.funds_minor,
    l.held_minor,
    l.asked_back_minor,
    l.unknown_back_minor,
    l.leaving_minor,
    l.returned_minor,
    l.refused_minor,
    l.wrong_minor,
    l.wrong_currency,
    l.is_checking,
    ( SELECT v.kind
           FROM bill_covers v
          WHERE ((v.clinic_id = b.clinic_id) AND (v.booking_id = b.id))
          ORDER BY v.id
         LIMIT 1) AS cover,
    b.bill_id,
    m.id AS payment_id,
    m.rail,
    m.state AS payment_state,
    m.amount_minor,
    m.provider_order_id,
    m.provider_account_id,
    COALESCE((( SELECT actor_roles() AS actor_roles) -> (b.clinic_id)::text), '[]'::jsonb) AS reader_roles,
    COALESCE((p.user_id = ( SELECT current_actor_id() AS current_actor_id)), false) AS owned_by_reader,
    c.no_show_grace_minutes,
    c.desk_permission
   FROM ((((((bookings b
     JOIN clinics c ON ((c.id = b.clinic_id)))
     JOIN doctors d ON (((d.clinic_id = b.clinic_id) AND (d.id = b.doctor_id))))
     JOIN services s ON (((s.clinic_id = b.clinic_id) AND (s.id = b.service_id))))
     JOIN patients p ON (((p.clinic_id = b.clinic_id) AND (p.id = b.patient_id))))
     CROSS JOIN LATERAL ( SELECT q.clinic_id,
            q.id,
            q.booking_id,
            q.patient_id,
            q.purpose,
            q.rail,
            q.state,
            q.version,
            q.amount_minor,
            q.currency,
            q.provider_order_id,
            q.next_poll_at,
            q.polls,
            q.created_at,
            q.updated_at,
            q.bill_id,
            q.provider_account_id
           FROM payments q
          WHERE ((q.clinic_id = b.clinic_id) AND (q.id = b.payment_id))
         OFFSET 0) m)
     CROSS JOIN LATERAL ( SELECT w.clinic_id,
            w.id,
            w.patient_id,
            w.currency,
            w.mode,
            w.version,
            w.review_at,
            w.created_at,
            w.updated_at,
            w.funds_minor,
            w.held_minor,
            w.asked_back_minor,
            w.unknown_back_minor,
            w.leaving_minor,
            w.returned_minor,
            w.refused_minor,
            w.wrong_minor,
            w.wrong_currency,
            w.is_checking
           FROM bills w
          WHERE ((w.clinic_id = b.clinic_id) AND (w.id = b.bill_id))
         OFFSET 0) l);
grant select on booking_views to holdfast_api;
grant select on booking_views to holdfast_ingest;
grant select on booking_views to holdfast_worker;

create view ledger_balances with (security_invoker=true) as
 SELECT clinic_id,
    account,
    currency,
    (sum(amount_minor))::bigint AS balance_minor
   FROM ledger_entries
  GROUP BY clinic_id, account, currency;
grant select on ledger_balances to holdfast_worker;

create view whatsapp_logs with (security_invoker=true) as
 SELECT clinic_id,
    id,
    kind,
    subject_id,
    recipient_phone,
    state,
    tries,
    last_error,
    external_id,
    created_at,
    armed_at,
    sent_at,
    delivered_at,
    read_at,
    next_try_at
   FROM messages
  WHERE (channel = 'whatsapp'::text);
grant select on whatsapp_logs to holdfast_api;
grant select on whatsapp_logs to holdfast_worker;

CREATE OR REPLACE FUNCTION public.account_mode(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('test', 'live') then p_word else public.unknown_word('account mode', p_word) end $function$
;
grant execute on function account_mode(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_clinics(p_roles text[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array(
    select m.clinic_id from users u join memberships m on m.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active' and m.role = any (p_roles))
$function$
;
grant execute on function actor_clinics(text[]) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_clinics_that_change_bookings()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$
  select actor_clinics_with('bookings.hold', 'bookings.checkIn', 'bookings.start', 'bookings.complete', 'bookings.noShow',
    'bookings.cancel', 'bookings.permitDeskPayment')
$function$
;
grant execute on function actor_clinics_that_change_bookings() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_clinics_with(VARIADIC p_capabilities text[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$ select actor_clinics(roles_with(variadic p_capabilities)) $function$
;
grant execute on function actor_clinics_with(text[]) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_is_operator()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (
    select 1 from users
    where id = nullif(current_setting('app.user_id', true), '')::uuid and status = 'active' and platform_role = 'operator'
  )
$function$
;
grant execute on function actor_is_operator() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_name()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select case
    when actor_system() <> '' then actor_system()
    when coalesce(current_setting('app.user_id', true), '') <> '' then 'user:' || current_setting('app.user_id', true)
    else 'owner'
  end
$function$
;
grant execute on function actor_name() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_owns(p_kind text, p_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (
    select 1 from users u join patients p on p.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
      and p.id = case p_kind
        when 'booking' then (select patient_id from bookings where id = p_id)
        when 'bill' then (select patient_id from bills where id = p_id)
        when 'payment' then (select patient_id from payments where id = p_id)
      end)
$function$
;
grant execute on function actor_owns(text,uuid) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_patients()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array(
    select p.id from users u join patients p on p.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active')
$function$
;
grant execute on function actor_patients() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_roles()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce(jsonb_object_agg(m.clinic_id, jsonb_build_array(m.role)) filter (where m.clinic_id is not null), '{}')
  from users u left join memberships m on m.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
  group by u.id
$function$
;
grant execute on function actor_roles() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.actor_system()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(current_setting('app.system', true), '') $function$
;
grant execute on function actor_system() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.advance_clock(p_seconds integer)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
begin
  update installation set clock_shift_seconds = clock_shift_seconds + p_seconds;
  return app_now();
end $function$
;

CREATE OR REPLACE FUNCTION public.app_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
AS $function$ select clock_timestamp() + public.clock_shift() $function$
;
grant execute on function app_now() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.apply_keys(p_clinic uuid, p_account uuid, p_change uuid, p_keys_version integer, p_kept jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_person uuid := require_key_manager(p_clinic);
  v_account provider_accounts;
  v_change key_changes;
begin
  select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  select * into v_change from key_changes
  where clinic_id = p_clinic and id = p_change and provider_account_id = p_account for update;
  if not found then
    perform refuse('NOT_FOUND', 'keys');
  elsif v_change.applied_at is not null or v_change.withdrawn_at is not null or v_account.keys_version <> p_keys_version
      or v_account.state = provider_account_state('closed') then
    perform refuse('STATE_CONFLICT', 'these keys wait no longer, or others came in between');
  elsif v_change.mode = 'live' and v_person = v_change.requested_by then
    perform refuse('SECOND_PERSON_NEEDED', 'the person who asked does not approve');
  end if;
  update key_changes set applied_at = app_now(), approved_by = nullif(v_person, requested_by)
  where clinic_id = p_clinic and id = p_change;
  perform retire_secrets(p_clinic, array(
    select s.id from sealed_secrets s
    where s.clinic_id = p_clinic and s.provider_account_id = p_account and s.active_since is not null and s.retired_at is null
      and s.purpose in (
        select n.purpose from sealed_secrets n where n.clinic_id = p_clinic and n.key_change_id = p_change
        union all select k ->> 'purpose' from jsonb_array_elements(p_kept) k)));
  update sealed_secrets set active_since = app_now() where clinic_id = p_clinic and key_change_id = p_change;
  insert into sealed_secrets (
    clinic_id, id, provider_account_id, key_change_id, purpose, data_key_id, nonce, sealed, last_four, active_since)
  select p_clinic, s.id, p_account, p_change, s.purpose, s.data_key_id, decode(s.nonce, 'base64'), decode(s.sealed, 'base64'),
    s.last_four, app_now()
  from jsonb_to_recordset(p_kept) as s (id uuid, purpose text, data_key_id uuid, nonce text, sealed text, last_four text);
  update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  update provider_accounts set state = provider_account_state('active')
  where id = p_account and state = provider_account_state('pending');
end $function$
;
grant execute on function apply_keys(uuid,uuid,uuid,integer,jsonb) to holdfast_api;

CREATE OR REPLACE FUNCTION public.ask_for_keys(p_clinic uuid, p_account uuid, p_change uuid, p_reason text, p_draft jsonb, p_secrets jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_person uuid := require_key_manager(p_clinic);
  v_account provider_accounts;
  v_is_new boolean;
begin
  if p_draft is null then
    select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
    if not found then
      perform refuse('NOT_FOUND', 'account');
    elsif not provider_account_is_open(v_account.state) then
      perform refuse('STATE_CONFLICT', v_account.state);
    end if;
  else
    insert into provider_accounts (id, clinic_id, provider, account_ref, mode, currencies, rails, capabilities, state)
    values (
      p_account, p_clinic, p_draft ->> 'provider', p_draft ->> 'account_ref', p_draft ->> 'mode',
      array(select jsonb_array_elements_text(p_draft -> 'offers' -> 'currencies')),
      array(select jsonb_array_elements_text(p_draft -> 'offers' -> 'rails')), p_draft -> 'offers' -> 'capabilities',
      provider_account_state('pending'))
    on conflict (provider, account_ref, mode) do nothing;
    v_is_new := found;
    select * into v_account from provider_accounts
    where provider = p_draft ->> 'provider' and account_ref = p_draft ->> 'account_ref' and mode = p_draft ->> 'mode' for update;
    if not v_is_new then
      -- Only the clinic's own row that was closed is taken up again; the keys are sealed for this row.
      if v_account.id <> p_account or v_account.clinic_id is distinct from p_clinic
          or v_account.state <> provider_account_state('closed') then
        perform refuse('ACCOUNT_TAKEN', 'the account has a row');
      end if;
      update provider_accounts set state = provider_account_state('pending') where id = p_account;
    end if;
  end if;
  if exists (select 1 from key_changes where clinic_id = p_clinic and provider_account_id = v_account.id
      and applied_at is null and withdrawn_at is null) then
    perform refuse('STATE_CONFLICT', 'other keys wait for their confirmation');
  end if;
  insert into key_changes (clinic_id, id, provider_account_id, mode, reason, requested_by)
  values (p_clinic, p_change, v_account.id, v_account.mode, p_reason, v_person);
  insert into sealed_secrets (clinic_id, id, provider_account_id, key_change_id, purpose, data_key_id, nonce, sealed, last_four)
  select p_clinic, s.id, v_account.id, p_change, s.purpose, s.data_key_id, decode(s.nonce, 'base64'), decode(s.sealed, 'base64'),
    s.last_four
  from jsonb_to_recordset(p_secrets)
    as s (id uuid, purpose text, data_key_id uuid, nonce text, sealed text, last_four text);
  return v_account.id;
end $function$
;
grant execute on function ask_for_keys(uuid,uuid,uuid,text,jsonb,jsonb) to holdfast_api;

CREATE OR REPLACE FUNCTION public.attach_provider_order(p_clinic uuid, p_payment uuid, p_account_id uuid, p_order_id text)
 RETURNS TABLE(order_id text, account_id uuid, is_payable boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_booking bookings;
  v_payment payments;
begin
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  perform 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id for no key update;
  select b.* into v_booking from bookings b where b.clinic_id = p_clinic and b.id = v_payment.booking_id for update;
  is_payable := is_payable_online(v_booking);
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account_id, p_order_id, 'order', p_clinic, p_payment)
  on conflict do nothing;
  update bills b set version = b.version + 1 where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
  update operations o set state = operation_state('confirmed'), leased_until = null
  where o.clinic_id = p_clinic and o.bill_id = v_payment.bill_id and o.kind = 'create_order' and o.subject_id = p_payment
    and o.provider_account_id = p_account_id and operation_is_open(o.state);
  if is_payable then
    update payments set provider_order_id = p_order_id, provider_account_id = p_account_id,
      next_poll_at = app_now() + interval '30 seconds'
    where clinic_id = p_clinic and id = p_payment and provider_order_id is null;
    if found then
      update bills b set mode = coalesce(b.mode, (
        select a.mode from provider_accounts a where a.id = p_account_id))
      where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
      update bookings set state = booking_state('awaiting_payment')
      where clinic_id = p_clinic and id = v_booking.id and state = booking_state('held');
    end if;
  end if;
  select p.provider_order_id, p.provider_account_id into order_id, account_id from payments p
  where p.clinic_id = p_clinic and p.id = p_payment;
  return next;
end $function$
;
grant execute on function attach_provider_order(uuid,uuid,uuid,text) to holdfast_api;

CREATE OR REPLACE FUNCTION public.attempt_holds_money(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('authorized', 'captured') $function$
;
grant execute on function attempt_holds_money(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.attempt_is_open(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('created', 'requires_action', 'authorized') $function$
;
grant execute on function attempt_is_open(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.attempt_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('created', 'requires_action', 'failed', 'authorized', 'voided', 'captured') then p_word else public.unknown_word('attempt state', p_word) end $function$
;
grant execute on function attempt_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.attempts_of_bill(p_clinic uuid, p_bill uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'paymentId', a.payment_id, 'providerAccountId', a.provider_account_id, 'providerPaymentId', a.provider_payment_id,
    'state', a.state, 'amountMinor', a.amount_minor, 'currency', a.currency, 'method', a.method, 'feeMinor', a.fee_minor,
    'taxMinor', a.tax_minor, 'errorCode', a.error_code, 'errorReason', a.error_reason, 'firstSeenAt', a.occurred_at,
    'authorizedAt', a.authorized_at, 'capturedAt', a.captured_at, 'ruling', a.ruling, 'ruledBy', a.ruled_by
  ) order by a.created_at, a.id), '[]')
  from payments p
    join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
  where p.clinic_id = p_clinic and p.bill_id = p_bill
$function$
;
grant execute on function attempts_of_bill(uuid,uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.begin_order(p_clinic uuid, p_payment uuid, p_fresh uuid, p_account uuid, p_operation uuid, p_lease_seconds integer)
 RETURNS TABLE(operation_id uuid, account_id uuid, fence bigint, is_first boolean, payment_id uuid, amount_minor bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_booking bookings;
  v_payment payments;
  v_known operations;
  v_until timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds);
begin
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  perform 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id for no key update;
  select b.* into v_booking from bookings b where b.clinic_id = p_clinic and b.id = v_payment.booking_id;
  if v_booking.payment_id <> p_payment or not is_payable_online(v_booking) or unpaid_minor(v_booking) = 0 then
    return;
  end if;
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  v_payment := payment_to_order(v_booking, v_payment, p_fresh);
  if v_payment.provider_order_id is not null then
    return;
  end if;
  payment_id := v_payment.id;
  amount_minor := v_payment.amount_minor;
  select o.* into v_known from operations o
  where o.clinic_id = p_clinic and o.bill_id = v_payment.bill_id and o.kind = 'create_order' and o.subject_id = v_payment.id
  order by operation_is_open(o.state) desc, o.created_at desc limit 1 for update;
  is_first := not found;
  if found and operation_is_open(v_known.state) then
    if v_known.leased_until > clock_timestamp() then
      return;
    end if;
  else
    insert into operations (clinic_id, id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, sla_at)
    values (p_clinic, p_operation, v_payment.bill_id, 'create_order', p_account, v_payment.id, v_payment.amount_minor,
      v_payment.currency, operation_state('planned'), greatest(v_booking.hold_expires_at, lower(v_booking.during)))
    returning * into v_known;
  end if;
  -- What was certainly not made may be made through another account.
  update operations o set state = operation_state('sent'),
    provider_account_id = case when o.state = operation_state('planned') then p_account else o.provider_account_id end, tries = o.tries + 1, fence = o.fence + 1, leased_until = v_until
  where o.clinic_id = p_clinic and o.id = v_known.id
  returning o.id, o.provider_account_id, o.fence into operation_id, account_id, fence;
  return next;
end $function$
;
grant execute on function begin_order(uuid,uuid,uuid,uuid,uuid,integer) to holdfast_api;

CREATE OR REPLACE FUNCTION public.belong_to_posting()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (
    select 1 from ledger_postings p
    where p.clinic_id = new.clinic_id and p.id = new.posting_id and p.posted_xid = pg_current_xact_id()
  ) then
    perform refuse('INTERNAL', 'an entry is written with its posting');
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.bill_cover_minor(p_clinic uuid, p_bill uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((
    select -sum(e.amount_minor) from ledger_postings p
      join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
    where p.clinic_id = p_clinic and p.bill_id = p_bill and e.account in ('patient_funds', 'clinic_income')
      and e.currency = (select currency from bills where clinic_id = p_clinic and id = p_bill)
  ), 0)::bigint + coalesce((
    select sum(c.amount_minor) from bill_covers c
      join bookings b on b.clinic_id = c.clinic_id and b.id = c.booking_id and b.bill_id = c.bill_id
    where c.clinic_id = p_clinic and c.bill_id = p_bill and booking_is_owed(b.state)
  ), 0)::bigint
$function$
;

CREATE OR REPLACE FUNCTION public.bill_due_minor(p_clinic uuid, p_bill uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(sum(l.amount_minor), 0)::bigint
  from bill_lines l join bookings b on b.clinic_id = l.clinic_id and b.id = l.booking_id and b.bill_id = l.bill_id
  where l.clinic_id = p_clinic and l.bill_id = p_bill and booking_is_owed(b.state)
$function$
;
grant execute on function bill_due_minor(uuid,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.booking_is_announced(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('confirmed', 'checked_in') $function$
;
grant execute on function booking_is_announced(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_ended(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('expired', 'cancelled', 'no_show', 'rescheduled', 'declined') $function$
;
grant execute on function booking_is_ended(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_live(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation') $function$
;
grant execute on function booking_is_live(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_owed(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'no_show') $function$
;
grant execute on function booking_is_owed(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_standing(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('confirmed', 'checked_in', 'in_consultation') $function$
;
grant execute on function booking_is_standing(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_unpaid(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('held', 'awaiting_payment') $function$
;
grant execute on function booking_is_unpaid(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_is_unwanted(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('expired', 'cancelled', 'declined') $function$
;
grant execute on function booking_is_unwanted(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_needs_cover(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('confirmed', 'checked_in', 'in_consultation', 'completed') $function$
;
grant execute on function booking_needs_cover(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_on_capture(p_state text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_state
    when 'held' then 'confirm'
    when 'awaiting_payment' then 'confirm'
    when 'confirmed' then 'record'
    when 'checked_in' then 'record'
    when 'in_consultation' then 'record'
    when 'completed' then 'record'
    when 'expired' then 'late'
    when 'cancelled' then 'late'
    when 'no_show' then 'record'
    when 'rescheduled' then 'late'
    when 'declined' then 'late'
    else public.unknown_word('booking state', p_state) end $function$
;
grant execute on function booking_on_capture(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.booking_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'expired', 'cancelled', 'no_show', 'rescheduled', 'declined') then p_word else public.unknown_word('booking state', p_word) end $function$
;
grant execute on function booking_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.bookings_of_bill(p_clinic uuid, p_bill uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', b.id, 'state', b.state, 'version', b.version, 'startsAt', lower(b.during), 'keepIfLate', b.keep_if_late,
    'predecessorId', b.predecessor_id, 'priceMinor', b.price_minor,
    'endedAt', h.at, 'endedBy', case when h.actor like 'user:%' then split_part(h.actor, ':', 2) end,
    'canBeRetaken', can_be_retaken(b), 'rebooked', case when b.state = booking_state('expired') then rebooked_of(b) end
  ) order by b.created_at, b.id), '[]')
  from bookings b
    -- The row itself is written again with every change of its money: when it ended, and by whom, is in its history.
    left join lateral (
      select e.at, e.actor from state_history e
      where booking_is_ended(b.state) and e.clinic_id = b.clinic_id and e.subject_id = b.id and e.machine = 'booking'
        and e.to_state = b.state limit 1
    ) h on true
  where b.clinic_id = p_clinic and b.bill_id = p_bill
$function$
;
grant execute on function bookings_of_bill(uuid,uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.bring_line()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' and not booking_is_unpaid(old.state) then
    perform refuse('STATE_CONFLICT', 'only an unpaid booking moves to another bill');
  end if;
  insert into bill_lines (clinic_id, bill_id, booking_id, kind, amount_minor, currency)
  values (new.clinic_id, new.bill_id, new.id, 'visit', new.price_minor, new.currency);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.busy_ranges(p_clinic uuid, p_resources uuid[], p_window tstzrange)
 RETURNS TABLE(resource_id uuid, during tstzrange)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select r.resource_id, r.during
  from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
  where r.clinic_id = p_clinic and r.resource_id = any (p_resources) and r.live and r.lane = 0 and r.during && p_window
    and not (booking_is_unpaid(b.state) and b.hold_expires_at <= app_now())
$function$
;
grant execute on function busy_ranges(uuid,uuid[],tstzrange) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.can_be_retaken(p_booking bookings)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select p_booking.state = booking_state('expired') and p_booking.keep_if_late and lower(p_booking.during) > app_now()
    and not exists (
      select 1 from busy_ranges(p_booking.clinic_id, array[p_booking.doctor_id], p_booking.during))
    and coalesce(slot_refusal(
      p_booking.clinic_id, p_booking.doctor_id,
      (extract(epoch from upper(p_booking.during) - lower(p_booking.during)) / 60)::int,
      (select c.time_zone from clinics c where c.id = p_booking.clinic_id), lower(p_booking.during)
    ), '') in ('', 'too_soon', 'too_far')
$function$
;
grant execute on function can_be_retaken(bookings) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.capability_roles(p_capability text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_capability
    when 'bookings.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'bookings.hold' then array['receptionist', 'admin']
    when 'bookings.checkIn' then array['receptionist', 'admin']
    when 'bookings.start' then array['receptionist', 'doctor', 'admin']
    when 'bookings.complete' then array['receptionist', 'doctor', 'admin']
    when 'bookings.noShow' then array['receptionist', 'admin']
    when 'bookings.cancel' then array['receptionist', 'admin']
    when 'bookings.permitDeskPayment' then array['receptionist', 'admin']
    when 'patients.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'patients.add' then array['receptionist', 'admin']
    when 'payments.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'payments.collect' then array['receptionist', 'admin']
    when 'payments.rule' then array['billing', 'admin']
    when 'drawers.manage' then array['admin']
    when 'providerAccounts.manage' then array['admin']
    when 'codes.reveal' then array['receptionist', 'admin']
    when 'messages.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'history.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'members.read' then array['receptionist', 'doctor', 'billing', 'admin']
    when 'audit.read' then array['admin']
    else array[public.unknown_word('capability', p_capability)] end $function$
;
grant execute on function capability_roles(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.check_offer(p_clinic uuid, p_doctor uuid, p_service uuid, p_patient uuid, p_starts timestamp with time zone, OUT time_zone text, OUT hold_ttl_seconds integer, OUT payment_mode text, OUT cancellation_policy jsonb, OUT duration_minutes integer, OUT price_minor bigint, OUT currency text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_reason text;
begin
  select c.time_zone, c.hold_ttl_seconds, c.payment_mode, c.cancellation_policy, s.duration_minutes, s.price_minor, s.currency
  into time_zone, hold_ttl_seconds, payment_mode, cancellation_policy, duration_minutes, price_minor, currency
  from services s
    join clinics c on c.id = s.clinic_id
    join doctor_services ds on ds.clinic_id = s.clinic_id and ds.service_id = s.id
  where s.clinic_id = p_clinic and s.id = p_service and ds.doctor_id = p_doctor and s.active;
  if not found or not exists (select 1 from patients p where p.clinic_id = p_clinic and p.id = p_patient) then
    perform refuse('NOT_FOUND', 'clinic, doctor, service or patient');
  end if;
  v_reason := slot_refusal(p_clinic, p_doctor, duration_minutes, time_zone, p_starts);
  if v_reason is not null then
    perform refuse(case v_reason when 'no_such_doctor' then 'NOT_FOUND' else 'SLOT_NOT_OFFERED' end, v_reason);
  end if;
end $function$
;
grant execute on function check_offer(uuid,uuid,uuid,uuid,timestamp with time zone) to holdfast_api;

CREATE OR REPLACE FUNCTION public.claim_key(p_clinic uuid, p_user uuid, p_procedure text, p_key text, p_request_hash bytea, p_subject uuid)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  v_known record;
begin
  insert into idempotency_keys (clinic_id, user_id, procedure, key, request_hash, subject_id)
  select p_clinic, p_user, p_procedure, p_key, p_request_hash, p_subject
  where exists (select 1 from clinics c where c.id = p_clinic)
  on conflict do nothing;
  if found then
    return null;
  end if;
  select k.request_hash, k.subject_id into v_known from idempotency_keys k
  where k.clinic_id = p_clinic and k.user_id = p_user and k.procedure = p_procedure and k.key = p_key;
  if v_known.subject_id is null then
    perform refuse('NOT_FOUND', 'clinic');
  elsif v_known.request_hash <> p_request_hash then
    perform refuse('IDEMPOTENCY_KEY_REUSED', 'other body');
  end if;
  return v_known.subject_id;
end $function$
;
grant execute on function claim_key(uuid,uuid,text,text,bytea,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.clinic_role(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee') then p_word else public.unknown_word('clinic role', p_word) end $function$
;
grant execute on function clinic_role(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.clock_shift()
 RETURNS interval
 LANGUAGE sql
 STABLE
AS $function$ select interval '0 seconds' $function$
;
grant execute on function clock_shift() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.close_drawer(p_clinic uuid, p_session uuid, p_counted bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_person uuid := require_collector(p_clinic);
  v_session drawer_sessions;
begin
  select * into v_session from drawer_sessions where clinic_id = p_clinic and id = p_session for update;
  if not found then
    perform refuse('NOT_FOUND', 'session');
  elsif v_session.closed_at is not null then
    return false;
  end if;
  update drawer_sessions set closed_by = v_person, closed_at = app_now(), counted_minor = p_counted,
    expected_minor = opening_minor + (
      select coalesce(sum(d.amount_minor), 0) from deposits d
      where d.clinic_id = p_clinic and d.session_id = p_session and d.kind = 'cash')
  where clinic_id = p_clinic and id = p_session returning * into v_session;
  perform post_count(v_session, 'drawer_closed', v_session.difference_minor, ledger_account('drawer_difference'),
    v_session.drawer_id);
  return true;
end $function$
;
grant execute on function close_drawer(uuid,uuid,bigint) to holdfast_api;

CREATE OR REPLACE FUNCTION public.commit_money(p_system text, p_request_id text, p_changes jsonb)
 RETURNS integer[]
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  v_ready int[];
begin
  if p_system <> '' then
    perform enter_actor(null, p_system, p_request_id, null, null, null);
  end if;
  v_ready := lock_unmoved(p_changes);
  -- Only the role that receives deliveries may store them.
  if p_changes ? 'events' then
    v_ready := write_events(p_changes, v_ready);
  end if;
  if v_ready = '{}' then
    return v_ready;
  end if;
  perform set_config('app.reason', coalesce(p_changes ->> 'reason', ''), true);
  perform write_attempts(p_changes, v_ready);
  perform write_refunds(p_changes, v_ready);
  perform write_operations(p_changes, v_ready);
  perform write_ledger(p_changes, v_ready);
  perform write_bookings(p_changes, v_ready);
  perform write_messages(p_changes, v_ready);
  perform set_config('app.reason', '', true);
  perform write_bills(p_changes, v_ready);
  return v_ready;
end $function$
;
grant execute on function commit_money(text,text,jsonb) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.currency(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('INR', 'MXN', 'USD', 'JPY', 'KWD') then p_word else public.unknown_word('currency', p_word) end $function$
;
grant execute on function currency(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.current_actor_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from users
  where id = nullif(current_setting('app.user_id', true), '')::uuid and status = 'active'
$function$
;
grant execute on function current_actor_id() to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.data_keys_to_rewrap(p_wrapped_by text)
 RETURNS TABLE(clinic_id uuid, id uuid, wrapped_by text, wrapped bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_system();
  return query select k.clinic_id, k.id, k.wrapped_by, k.wrapped from data_keys k where k.wrapped_by <> p_wrapped_by;
end $function$
;
grant execute on function data_keys_to_rewrap(text) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.default_payment_provider(p_collected text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_collected
    when 'online' then 'razorpay'
    when 'desk' then 'desk'
    else unknown_word('way to collect', p_collected) end $function$
;
grant execute on function default_payment_provider(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.enforce_transition()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if not exists (
      select 1 from transition_states s where s.machine = tg_argv[0] and s.state = new.state and s.initial
    ) then
      perform refuse('STATE_CONFLICT', format('%s cannot begin as %s', tg_argv[0], new.state));
    end if;
    return new;
  end if;
  if new.state is distinct from old.state and not exists (
    select 1 from transition_edges e
    where e.machine = tg_argv[0] and e.from_state = old.state and e.to_state = new.state
  ) then
    perform refuse('STATE_CONFLICT', format('%s cannot go from %s to %s', tg_argv[0], old.state, new.state));
  end if;
  new.version := old.version + 1;
  new.updated_at := app_now();
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.enter_actor(p_user uuid, p_system text, p_request_id text, p_clinic uuid, p_subject_kind text, p_subject_id uuid, p_family uuid DEFAULT NULL::uuid)
 RETURNS TABLE(clinic_id uuid, user_status text, roles text[], is_operator boolean, owns_subject boolean)
 LANGUAGE plpgsql
AS $function$
declare
  v_live record;
begin
  clinic_id := coalesce(p_clinic, route_subject(p_subject_kind, p_subject_id));
  is_operator := false;
  owns_subject := false;
  perform set_config('app.user_id', coalesce(p_user::text, ''), true), set_config('app.system', coalesce(p_system, ''), true),
    set_config('app.request_id', coalesce(p_request_id, ''), true), set_config('app.reason', '', true);
  if p_user is not null then
    v_live := live_actor(clinic_id);
    user_status := case when is_session_over(p_family, p_user) then 'logged_out' else v_live.user_status end;
    roles := v_live.roles;
    is_operator := v_live.is_operator;
    owns_subject := p_subject_id is not null and actor_owns(p_subject_kind, p_subject_id);
  end if;
  return next;
end $function$
;
grant execute on function enter_actor(uuid,text,text,uuid,text,uuid,uuid) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.fail_order(p_clinic uuid, p_operation uuid, p_fence bigint, p_state text, p_error text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_payment payments;
begin
  select p.* into v_payment from operations o join payments p on p.clinic_id = o.clinic_id and p.id = o.subject_id
  where o.clinic_id = p_clinic and o.id = p_operation and o.kind = 'create_order';
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  -- The reducer decides on operations too: the bill's version tells it that one has moved.
  update bills b set version = b.version + 1 where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
  update operations o set state = p_state, last_error = p_error, leased_until = null
  where o.clinic_id = p_clinic and o.id = p_operation and o.fence = p_fence and o.state = operation_state('sent');
end $function$
;
grant execute on function fail_order(uuid,uuid,bigint,text,text) to holdfast_api;

CREATE OR REPLACE FUNCTION public.fee_bearer(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('clinic', 'payer') then p_word else public.unknown_word('fee bearer', p_word) end $function$
;
grant execute on function fee_bearer(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.feed_subject(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('booking', 'payment', 'message') then p_word else public.unknown_word('feed subject', p_word) end $function$
;
grant execute on function feed_subject(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.guard_clock_shift()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.clock_shift_seconds < old.clock_shift_seconds then
    perform refuse('STATE_CONFLICT', 'the clock never goes back');
  end if;
  if new.clock_shift_seconds > 0 and new.kind = 'live' then
    perform refuse('STATE_CONFLICT', 'the clock of a live installation is not shifted');
  end if;
  if new.clock_shift_seconds > 0 and exists (select 1 from provider_accounts where mode = 'live') then
    perform refuse('STATE_CONFLICT', 'a clock is not shifted where a live provider account exists');
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.guard_live_account()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  v_shift_seconds int;
begin
  select clock_shift_seconds into strict v_shift_seconds from installation for share;
  if new.mode = 'live' and v_shift_seconds > 0 then
    perform refuse('STATE_CONFLICT', 'a live provider account is not registered where the clock is shifted');
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.hold_slot(p_user uuid, p_request_id text, p_clinic uuid, p_doctor uuid, p_service uuid, p_patient uuid, p_starts timestamp with time zone, p_keep_if_late boolean, p_max_open_holds integer, p_key text, p_request_hash bytea, p_family uuid DEFAULT NULL::uuid)
 RETURNS TABLE(replayed boolean, booking booking_views)
 LANGUAGE plpgsql
AS $function$
declare
  v_actor record;
  v_offer record;
  v_known uuid;
  v_booking uuid := uuidv7();
  v_payment uuid := uuidv7();
  v_bill uuid := uuidv7();
  v_during tstzrange;
  v_at_desk boolean;
begin
  select * into v_actor from enter_actor(p_user, '', p_request_id, p_clinic, null, null, p_family);
  if v_actor.user_status = 'logged_out' then
    perform refuse('UNAUTHENTICATED', 'logged out');
  end if;
  if v_actor.user_status is distinct from 'active' then
    perform refuse('ACCOUNT_SUSPENDED', 'suspended');
  end if;
  -- Only desk staff book for patients outside their own account.
  v_at_desk := v_actor.roles && capability_roles('bookings.hold');
  if not v_at_desk and not p_patient = any (actor_patients()) then
    perform refuse('NOT_FOUND', 'patient of another account');
  end if;

  if p_key is not null then
    v_known := claim_key(p_clinic, p_user, 'bookings.hold', p_key, p_request_hash, v_booking);
    if v_known is not null then
      return query select true, v from booking_views v where v.clinic_id = p_clinic and v.id = v_known;
      return;
    end if;
  end if;

  select * into v_offer from check_offer(p_clinic, p_doctor, p_service, p_patient, p_starts);
  if not v_at_desk then
    -- The count sees committed holds only, so concurrent holds of one account are serialized.
    perform pg_advisory_xact_lock(hashtextextended('open-holds:' || p_user, 0));
    if (
      select count(*) from bookings b
      where b.created_by = p_user and booking_is_unpaid(b.state) and b.hold_expires_at > app_now()
    ) >= p_max_open_holds then
      perform refuse('HOLD_LIMIT', 'open holds');
    end if;
  end if;

  v_during := tstzrange(p_starts, p_starts + make_interval(mins => v_offer.duration_minutes));
  perform retire_expired_holds(p_clinic, p_doctor, v_during);
  insert into bookings (
    clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor, currency,
    policy_snapshot, keep_if_late, payment_id, bill_id, created_by
  ) values (
    p_clinic, v_booking, p_patient, p_doctor, p_service, v_during, (p_starts at time zone v_offer.time_zone)::date,
    app_now() + make_interval(secs => v_offer.hold_ttl_seconds), v_offer.price_minor, v_offer.currency,
    v_offer.cancellation_policy, p_keep_if_late, v_payment, v_bill, p_user
  );
  -- A bill of nothing is covered from the start.
  if v_offer.price_minor = 0 then
    update bookings set state = booking_state('confirmed') where clinic_id = p_clinic and id = v_booking;
  end if;
  insert into audit_log (clinic_id, actor, action, subject_id, request_id)
  values (p_clinic, actor_name(), 'bookings.hold', v_booking, p_request_id);
  return query select false, v from booking_views v where v.clinic_id = p_clinic and v.id = v_booking;
end $function$
;
grant execute on function hold_slot(uuid,text,uuid,uuid,uuid,uuid,timestamp with time zone,boolean,integer,text,bytea,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.is_account_mode(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('test', 'live'); end $function$
;
grant execute on function is_account_mode(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_attempt_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'); end $function$
;
grant execute on function is_attempt_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_booking_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'expired', 'cancelled', 'no_show', 'rescheduled', 'declined'); end $function$
;
grant execute on function is_booking_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_clinic_role(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee'); end $function$
;
grant execute on function is_clinic_role(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_currency(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('INR', 'MXN', 'USD', 'JPY', 'KWD'); end $function$
;
grant execute on function is_currency(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_fee_bearer(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('clinic', 'payer'); end $function$
;
grant execute on function is_fee_bearer(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_feed_subject(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('booking', 'payment', 'message'); end $function$
;
grant execute on function is_feed_subject(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_item_kind(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('unknown_money', 'wrong_money', 'surplus', 'refund_refused', 'below_minimum', 'over_refunded', 'uncovered_visit', 'desk_money_owed', 'operation_overdue'); end $function$
;
grant execute on function is_item_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_ledger_account(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('provider_balance', 'cash_drawer', 'clinic_cash', 'card_terminal', 'patient_funds', 'refund_due', 'suspense', 'clinic_income', 'provider_fees', 'provider_fee_tax', 'drawer_difference'); end $function$
;
grant execute on function is_ledger_account(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_locale(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('en', 'hi', 'es'); end $function$
;
grant execute on function is_locale(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_message_channel(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('whatsapp'); end $function$
;
grant execute on function is_message_channel(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_message_kind(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('one_time_code', 'booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed'); end $function$
;
grant execute on function is_message_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_message_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('queued', 'sending', 'retrying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'suppressed'); end $function$
;
grant execute on function is_message_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_operation_kind(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('create_order', 'capture', 'refund'); end $function$
;
grant execute on function is_operation_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_operation_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('planned', 'sent', 'unknown', 'confirmed', 'refused', 'withdrawn'); end $function$
;
grant execute on function is_operation_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_order_current(p_clinic uuid, p_payment uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (
    select 1 from payments p join bookings b on b.clinic_id = p.clinic_id and b.id = p.booking_id
    where p.clinic_id = p_clinic and p.id = p_payment and may_open_checkout(p) and b.payment_id = p.id
      and p.amount_minor = unpaid_minor(b)
      and not exists (
        select 1 from payment_attempts a
        where a.clinic_id = p.clinic_id and a.payment_id = p.id and a.state = attempt_state('captured')))
$function$
;
grant execute on function is_order_current(uuid,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.is_payable_online(p_booking bookings)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (booking_is_unpaid(p_booking.state) and p_booking.hold_expires_at > app_now())
    or (booking_is_announced(p_booking.state) and lower(p_booking.during) > app_now()
      and exists (
        select 1 from bill_covers c
        where c.clinic_id = p_booking.clinic_id and c.booking_id = p_booking.id and c.kind = 'desk_permission')
      and exists (
        select 1 from bills b
        where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id and b.funds_minor = 0))
$function$
;

CREATE OR REPLACE FUNCTION public.is_payment_provider(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('razorpay', 'desk'); end $function$
;
grant execute on function is_payment_provider(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_payment_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('pending', 'authorized', 'captured', 'closed'); end $function$
;
grant execute on function is_payment_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_provider_account_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('pending', 'active', 'draining', 'closed'); end $function$
;
grant execute on function is_provider_account_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_provider_refund_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('submitted', 'processed', 'failed'); end $function$
;
grant execute on function is_provider_refund_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_refund_reason(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('clinic_cancelled', 'late_payment', 'duplicate_payment', 'wrong_payment', 'provider_initiated'); end $function$
;
grant execute on function is_refund_reason(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_refund_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('requested', 'submitted', 'unknown', 'processed', 'failed', 'withdrawn'); end $function$
;
grant execute on function is_refund_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_secret_purpose(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('api_key', 'api_secret', 'webhook_current', 'webhook_previous'); end $function$
;
grant execute on function is_secret_purpose(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_session_over(p_family uuid, p_user uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select p_family is not null and not exists (
    select 1 from session_families f where f.id = p_family and f.user_id = p_user and f.ended_at is null)
$function$
;
grant execute on function is_session_over(uuid,uuid) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.is_webhook_state(p_word text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$ begin return p_word in ('retrying', 'dead', 'applied', 'ignored'); end $function$
;
grant execute on function is_webhook_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.item_kind(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('unknown_money', 'wrong_money', 'surplus', 'refund_refused', 'below_minimum', 'over_refunded', 'uncovered_visit', 'desk_money_owed', 'operation_overdue') then p_word else public.unknown_word('item kind', p_word) end $function$
;
grant execute on function item_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.keep_agreement()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.clinic_id, new.id, new.patient_id, new.doctor_id, new.service_id, new.during, new.price_minor, new.currency,
      new.policy_snapshot, new.created_at)
     is distinct from
     (old.clinic_id, old.id, old.patient_id, old.doctor_id, old.service_id, old.during, old.price_minor, old.currency,
      old.policy_snapshot, old.created_at) then
    perform refuse('STATE_CONFLICT', 'the agreement of a booking is frozen');
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.keep_counts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' or old.closed_at is not null
      or (new.drawer_id, new.currency, new.opened_by, new.opened_at, new.opening_minor, new.brought_minor)
        is distinct from (old.drawer_id, old.currency, old.opened_by, old.opened_at, old.opening_minor, old.brought_minor) then
    perform refuse('INTERNAL', 'a count is never changed');
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.keep_data_key(p_clinic uuid, p_id uuid, p_wrapped_by text, p_wrapped bytea)
 RETURNS TABLE(id uuid, wrapped_by text, wrapped bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_system();
  insert into data_keys (clinic_id, id, wrapped_by, wrapped) values (p_clinic, p_id, p_wrapped_by, p_wrapped)
  on conflict do nothing;
  return query select k.id, k.wrapped_by, k.wrapped from data_keys k where k.clinic_id = p_clinic;
end $function$
;
grant execute on function keep_data_key(uuid,uuid,text,bytea) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.ledger_account(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('provider_balance', 'cash_drawer', 'clinic_cash', 'card_terminal', 'patient_funds', 'refund_due', 'suspense', 'clinic_income', 'provider_fees', 'provider_fee_tax', 'drawer_difference') then p_word else public.unknown_word('ledger account', p_word) end $function$
;
grant execute on function ledger_account(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.ledger_balances_at(p_clinic uuid, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  v_mark ledger_marks;
  v_base ledger_marks;
begin
  select * into v_mark from ledger_marks where marked_at <= p_at order by marked_at desc limit 1;
  if not found then
    return null;
  end if;
  select * into v_base from ledger_marks where is_checkpoint and id <= v_mark.id order by id desc limit 1;
  return jsonb_build_object('markedAt', v_mark.marked_at, 'balances', coalesce((
    select jsonb_agg(jsonb_build_object(
      'account', s.account, 'ownerId', s.owner_id, 'currency', s.currency, 'amountMinor', s.balance_minor
    ) order by s.account, s.owner_id, s.currency)
    from ledger_sums(v_base.id, v_base.horizon, v_mark.horizon) s
    where s.clinic_id = p_clinic and s.balance_minor <> 0), '[]'));
end $function$
;
grant execute on function ledger_balances_at(uuid,timestamp with time zone) to holdfast_worker;

CREATE OR REPLACE FUNCTION public.ledger_of_bill(p_clinic uuid, p_bill uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'account', s.account, 'ownerId', s.owner_id, 'objectId', s.object_id, 'currency', s.currency,
    'amountMinor', s.amount_minor)), '[]')
  from (
    select e.account, e.owner_id, e.object_id, e.currency, sum(e.amount_minor) as amount_minor
    from ledger_postings p join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
    where p.clinic_id = p_clinic and p.bill_id = p_bill
    group by e.account, e.owner_id, e.object_id, e.currency having sum(e.amount_minor) <> 0
  ) s
$function$
;
grant execute on function ledger_of_bill(uuid,uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.ledger_sums(p_base bigint, p_from xid8, p_to xid8)
 RETURNS TABLE(clinic_id uuid, account text, owner_id uuid, currency text, balance_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select s.clinic_id, s.account, s.owner_id, s.currency, sum(s.amount_minor)::bigint
  from (
    select c.clinic_id, c.account, c.owner_id, c.currency, c.balance_minor as amount_minor
    from ledger_checkpoints c where c.mark_id = p_base
    union all
    select p.clinic_id, e.account, case a.owner when 'bill' then p.clinic_id else e.owner_id end, e.currency, e.amount_minor
    from ledger_postings p
      join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
      join chart_of_accounts a on a.account = e.account
    where p.posted_xid >= p_from and p.posted_xid < p_to
  ) s
  group by s.clinic_id, s.account, s.owner_id, s.currency
$function$
;
grant execute on function ledger_sums(bigint,xid8,xid8) to holdfast_worker;

CREATE OR REPLACE FUNCTION public.limit_requests()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_captured bigint;
  v_currency text;
  v_asked bigint;
  v_gone bigint;
begin
  select case when state = attempt_state('captured') then amount_minor else 0 end, currency into v_captured, v_currency
  from payment_attempts where clinic_id = new.clinic_id and id = new.attempt_id for no key update;
  if v_currency is distinct from new.currency then
    perform refuse('STATE_CONFLICT', 'a refund must be in the currency of its capture');
  end if;
  select coalesce(sum(r.amount_minor), 0) into v_asked from refunds r
  where r.clinic_id = new.clinic_id and r.attempt_id = new.attempt_id and refund_is_open(r.state)
    and not exists (select 1 from provider_refunds f where f.clinic_id = r.clinic_id and f.request_id = r.id);
  select coalesce(sum(f.amount_minor), 0) into v_gone from provider_refunds f
  where f.clinic_id = new.clinic_id and f.attempt_id = new.attempt_id and provider_refund_is_gone(f.state)
    and f.currency = v_currency;
  if v_asked > 0 and v_asked + v_gone > v_captured then
    perform refuse('STATE_CONFLICT', 'refunds would exceed the capture');
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.live_actor(p_clinic uuid, OUT user_status text, OUT roles text[], OUT is_operator boolean)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  select array(select m.role from memberships m where m.user_id = u.id and m.clinic_id = p_clinic),
    coalesce(u.platform_role = 'operator', false)
  into roles, is_operator
  from users u
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active';
  user_status := case when found then 'active' else 'suspended' end;
  is_operator := coalesce(is_operator, false);
end $function$
;
grant execute on function live_actor(uuid) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.locale(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('en', 'hi', 'es') then p_word else public.unknown_word('locale', p_word) end $function$
;
grant execute on function locale(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.lock_unmoved(p_changes jsonb)
 RETURNS integer[]
 LANGUAGE plpgsql
AS $function$
declare
  v_row record;
  v_version int;
  v_moved int[] := '{}';
begin
  for v_row in
    select w.n, w."clinicId" as clinic_id, w.id, w.version
    from jsonb_to_recordset(p_changes -> 'bills') as w (n int, "clinicId" uuid, id uuid, version int) order by w.id
  loop
    select b.version into v_version from bills b where b.clinic_id = v_row.clinic_id and b.id = v_row.id for no key update;
    if v_version is distinct from v_row.version then
      v_moved := v_moved || v_row.n;
    end if;
  end loop;
  for v_row in
    select w.n, w."clinicId" as clinic_id, w.id, w.version
    from jsonb_to_recordset(p_changes -> 'readBookings') as w (n int, "clinicId" uuid, id uuid, version int) order by w.id
  loop
    select b.version into v_version from bookings b
    where b.clinic_id = v_row.clinic_id and b.id = v_row.id for no key update;
    if v_version is distinct from v_row.version then
      v_moved := v_moved || v_row.n;
    end if;
  end loop;
  return array(
    select w.n from (
      select b.n from jsonb_to_recordset(p_changes -> 'bills') as b (n int)
      union select e.n from jsonb_to_recordset(p_changes -> 'events') as e (n int)
    ) w
    where not w.n = any (v_moved) order by w.n);
end $function$
;
grant execute on function lock_unmoved(jsonb) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.mark_ledger(p_checkpoint_seconds integer, p_checkpoint_postings integer)
 RETURNS void
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  v_last ledger_marks;
  v_base ledger_marks;
  v_mark ledger_marks;
  v_horizon xid8;
begin
  perform pg_advisory_xact_lock(hashtextextended('ledger-marks', 0));
  select * into v_last from ledger_marks order by id desc limit 1;
  v_horizon := pg_snapshot_xmin(pg_current_snapshot());
  if v_horizon < v_last.horizon then
    perform refuse('INTERNAL', 'transaction ids begin below the last mark of the ledger: see docs/runbooks/backup-and-restore.md');
  end if;
  if not exists (
    select 1 from ledger_postings p
    where p.posted_xid >= coalesce(v_last.horizon, '0'::xid8) and p.posted_xid < v_horizon
  ) then
    return;
  end if;
  select * into v_base from ledger_marks where is_checkpoint order by id desc limit 1;
  insert into ledger_marks (marked_at, horizon, is_checkpoint)
  values (
    greatest(app_now(), v_last.marked_at + interval '1 microsecond'), v_horizon,
    v_base.id is null or app_now() >= v_base.marked_at + make_interval(secs => p_checkpoint_seconds) or exists (
      select 1 from ledger_postings p where p.posted_xid >= v_base.horizon and p.posted_xid < v_horizon
      order by p.posted_xid offset p_checkpoint_postings limit 1)
  ) returning * into v_mark;
  if v_mark.is_checkpoint then
    insert into ledger_checkpoints (clinic_id, mark_id, account, owner_id, currency, balance_minor)
    select s.clinic_id, v_mark.id, s.account, s.owner_id, s.currency, s.balance_minor
    from ledger_sums(v_base.id, coalesce(v_base.horizon, '0'::xid8), v_mark.horizon) s where s.balance_minor <> 0;
  end if;
end $function$
;
grant execute on function mark_ledger(integer,integer) to holdfast_worker;

CREATE OR REPLACE FUNCTION public.may_open_checkout(p_payment payments)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (actor_system() <> '' and session_user <> 'holdfast_api') or p_payment.patient_id = any (actor_patients())
    or p_payment.clinic_id = any (actor_clinics_with('payments.collect', 'bookings.hold'))
$function$
;

CREATE OR REPLACE FUNCTION public.message_awaits_receipt(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('sent', 'delivered') $function$
;
grant execute on function message_awaits_receipt(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_channel(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('whatsapp') then p_word else public.unknown_word('message channel', p_word) end $function$
;
grant execute on function message_channel(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_expiry_seconds(p_kind text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_kind
    when 'one_time_code' then 300
    when 'booking_confirmed' then null
    when 'booking_cancelled' then null
    when 'payment_refunded_late' then null
    when 'refund_requested' then null
    when 'refund_processed' then null
    else public.unknown_word('message kind', p_kind)::int end $function$
;
grant execute on function message_expiry_seconds(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_is_due(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('queued', 'retrying', 'sending', 'unknown') $function$
;
grant execute on function message_is_due(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_is_proven(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('sent', 'delivered', 'read') $function$
;
grant execute on function message_is_proven(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_is_unresolved(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('sending', 'unknown') $function$
;
grant execute on function message_is_unresolved(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_is_waiting(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('queued', 'retrying') $function$
;
grant execute on function message_is_waiting(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_kind(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('one_time_code', 'booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed') then p_word else public.unknown_word('message kind', p_word) end $function$
;
grant execute on function message_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_may_be_sent(p_kind text, p_booking_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_kind
    when 'booking_confirmed' then p_booking_state in ('confirmed', 'checked_in', 'in_consultation')
    when 'booking_cancelled' then p_booking_state in ('cancelled')
    else true end $function$
;
grant execute on function message_may_be_sent(text,text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_needs_consent(p_kind text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_kind in ('booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed') $function$
;
grant execute on function message_needs_consent(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_priority(p_kind text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_kind
    when 'one_time_code' then 1
    when 'booking_confirmed' then 2
    when 'booking_cancelled' then 2
    when 'payment_refunded_late' then 2
    when 'refund_requested' then 2
    when 'refund_processed' then 2
    else public.unknown_word('message kind', p_kind)::int end $function$
;
grant execute on function message_priority(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('queued', 'sending', 'retrying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'suppressed') then p_word else public.unknown_word('message state', p_word) end $function$
;
grant execute on function message_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.message_subject(p_kind text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case p_kind
    when 'one_time_code' then 'otp_challenge'
    when 'booking_confirmed' then 'booking'
    when 'booking_cancelled' then 'booking'
    when 'payment_refunded_late' then 'booking'
    when 'refund_requested' then 'booking'
    when 'refund_processed' then 'booking'
    else public.unknown_word('message kind', p_kind) end $function$
;
grant execute on function message_subject(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.move_provider_account(p_clinic uuid, p_account uuid, p_to text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_account provider_accounts;
  v_uses record;
begin
  perform require_key_manager(p_clinic);
  select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  if not found or not exists (select 1 from transition_edges e
      where e.machine = 'provider_account' and e.from_state = v_account.state and e.to_state = p_to) then
    return false;
  end if;
  if p_to = provider_account_state('closed') then
    if v_account.updated_at > app_now() - interval '2 minutes' then
      perform refuse('STATE_CONFLICT', 'drained a moment ago: an order may still be under way');
    end if;
    select u into v_uses from uses_of_account(p_clinic, p_account) u
    where u.open_orders + u.open_refunds + u.open_operations + u.waiting_events + u.paid_visits + u.unplaced_money > 0;
    if found then
      perform refuse('ACCOUNT_IN_USE', v_uses::text);
    end if;
    update key_changes set withdrawn_at = app_now()
    where clinic_id = p_clinic and provider_account_id = p_account and applied_at is null and withdrawn_at is null;
    perform retire_secrets(p_clinic, array(
      select id from sealed_secrets where clinic_id = p_clinic and provider_account_id = p_account));
    update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  end if;
  update provider_accounts set state = p_to where id = p_account;
  return true;
end $function$
;
grant execute on function move_provider_account(uuid,uuid,text) to holdfast_api;

CREATE OR REPLACE FUNCTION public.occupy_resource()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into booking_resources (clinic_id, booking_id, resource_id, during)
    values (new.clinic_id, new.id, new.doctor_id, new.during)
    on conflict do nothing;
    if not found then
      perform refuse('SLOT_TAKEN', 'slot_taken');
    end if;
  elsif booking_is_ended(new.state) and new.state <> old.state then
    update booking_resources set live = false where clinic_id = new.clinic_id and booking_id = new.id and live;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.open_bill()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into bills (clinic_id, id, patient_id, currency)
  values (new.clinic_id, new.bill_id, new.patient_id, new.currency)
  on conflict do nothing;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.open_drawer(p_clinic uuid, p_drawer uuid, p_session uuid, p_counted bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_person uuid := require_collector(p_clinic);
  v_currency text;
  v_left bigint;
  v_session drawer_sessions;
begin
  select d.currency into v_currency from drawers d where clinic_id = p_clinic and id = p_drawer for update;
  if not found then
    perform refuse('NOT_FOUND', 'drawer');
  end if;
  if exists (select 1 from drawer_sessions where clinic_id = p_clinic and drawer_id = p_drawer and closed_at is null) then
    return false;
  end if;
  select s.counted_minor into v_left from drawer_sessions s
  where s.clinic_id = p_clinic and s.drawer_id = p_drawer order by s.opened_at desc limit 1;
  insert into drawer_sessions (clinic_id, id, drawer_id, currency, opened_by, opening_minor, brought_minor)
  values (p_clinic, p_session, p_drawer, v_currency, v_person, p_counted, p_counted - coalesce(v_left, 0))
  returning * into v_session;
  perform post_count(v_session, 'drawer_opened', v_session.brought_minor, ledger_account('clinic_cash'), p_clinic);
  return true;
end $function$
;
grant execute on function open_drawer(uuid,uuid,uuid,bigint) to holdfast_api;

CREATE OR REPLACE FUNCTION public.open_payment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into payments (clinic_id, id, bill_id, booking_id, patient_id, rail, amount_minor, currency)
  select new.clinic_id, new.payment_id, new.bill_id, new.id, new.patient_id, default_payment_provider(c.payment_mode),
    new.price_minor, new.currency
  from clinics c where c.id = new.clinic_id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.open_unknown_bill(p_account uuid, p_object_id text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_clinic clinics;
  v_bill uuid := uuidv7();
  v_payment uuid := uuidv7();
begin
  if actor_system() = '' then
    perform refuse('FORBIDDEN', 'only the system opens a bill for unknown money');
  end if;
  -- Two that tell of the same money at once open one bill.
  perform pg_advisory_xact_lock(hashtextextended('unknown-money:' || p_account || ':' || p_object_id, 0));
  select p.bill_id into v_bill from provider_objects o
    join payments p on p.clinic_id = o.clinic_id and p.id = o.payment_id
  where o.provider_account_id = p_account and o.object_id = p_object_id;
  if found then
    return v_bill;
  end if;
  select c.* into v_clinic from provider_accounts a join clinics c on c.id = coalesce(
    a.books_clinic_id, a.clinic_id, case when (select count(*) from clinics) = 1 then (select id from clinics) end)
  where a.id = p_account;
  if not found then
    return null;
  end if;
  v_bill := uuidv7();
  insert into bills (clinic_id, id, currency, mode)
  select v_clinic.id, v_bill, v_clinic.currency, a.mode from provider_accounts a where a.id = p_account;
  insert into payments (clinic_id, id, bill_id, rail, amount_minor, currency, provider_account_id)
  select v_clinic.id, v_payment, v_bill, a.provider, 0, v_clinic.currency, a.id from provider_accounts a where a.id = p_account;
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account, p_object_id, 'payment', v_clinic.id, v_payment);
  return v_bill;
end $function$
;
grant execute on function open_unknown_bill(uuid,text) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.operation_is_away(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('sent', 'unknown') $function$
;
grant execute on function operation_is_away(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.operation_is_open(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('planned', 'sent', 'unknown') $function$
;
grant execute on function operation_is_open(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.operation_kind(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('create_order', 'capture', 'refund') then p_word else public.unknown_word('operation kind', p_word) end $function$
;
grant execute on function operation_kind(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.operation_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('planned', 'sent', 'unknown', 'confirmed', 'refused', 'withdrawn') then p_word else public.unknown_word('operation state', p_word) end $function$
;
grant execute on function operation_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.payment_is_empty(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('pending', 'closed') $function$
;
grant execute on function payment_is_empty(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.payment_is_open(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('pending', 'authorized') $function$
;
grant execute on function payment_is_open(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.payment_provider(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('razorpay', 'desk') then p_word else public.unknown_word('payment provider', p_word) end $function$
;
grant execute on function payment_provider(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.payment_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('pending', 'authorized', 'captured', 'closed') then p_word else public.unknown_word('payment state', p_word) end $function$
;
grant execute on function payment_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.payment_to_order(p_booking bookings, p_payment payments, p_fresh uuid)
 RETURNS payments
 LANGUAGE plpgsql
AS $function$
declare
  v_fresh payments;
begin
  if is_order_current(p_payment.clinic_id, p_payment.id) then
    return p_payment;
  end if;
  insert into payments (clinic_id, id, bill_id, booking_id, patient_id, rail, amount_minor, currency)
  values (p_payment.clinic_id, p_fresh, p_booking.bill_id, p_booking.id, p_payment.patient_id, p_payment.rail,
    unpaid_minor(p_booking), p_payment.currency)
  returning * into v_fresh;
  update bookings b set payment_id = p_fresh where b.clinic_id = p_booking.clinic_id and b.id = p_booking.id;
  -- The reducer judges each attempt by what its order asked for: the bill's version tells it that there is a new one.
  update bills b set version = b.version + 1 where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id;
  return v_fresh;
end $function$
;

CREATE OR REPLACE FUNCTION public.post_count(p_session drawer_sessions, p_cause text, p_amount bigint, p_account text, p_owner uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_posting uuid := uuidv7();
begin
  if p_amount = 0 then
    return;
  end if;
  insert into ledger_postings (clinic_id, id, fact_key, drawer_session_id, cause, effective_at)
  values (p_session.clinic_id, v_posting, p_cause || ':' || p_session.id, p_session.id, p_cause, app_now());
  insert into ledger_entries (clinic_id, posting_id, account, owner_id, object_id, amount_minor, currency)
  values
    (p_session.clinic_id, v_posting, ledger_account('cash_drawer'), p_session.drawer_id, p_session.id, p_amount, p_session.currency),
    (p_session.clinic_id, v_posting, p_account, p_owner, p_session.id, -p_amount, p_session.currency);
end $function$
;

CREATE OR REPLACE FUNCTION public.provider_account_is_open(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('active', 'draining') $function$
;
grant execute on function provider_account_is_open(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.provider_account_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('pending', 'active', 'draining', 'closed') then p_word else public.unknown_word('provider account state', p_word) end $function$
;
grant execute on function provider_account_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.provider_refund_is_gone(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('submitted', 'processed') $function$
;
grant execute on function provider_refund_is_gone(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.provider_refund_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('submitted', 'processed', 'failed') then p_word else public.unknown_word('provider refund state', p_word) end $function$
;
grant execute on function provider_refund_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.publish_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into feed (clinic_id, subject, subject_id, version, state, patient_id)
  values (new.clinic_id, tg_argv[0], new.id, new.version, new.state, new.patient_id);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.put_into_session()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  select s.id into new.session_id from drawer_sessions s
  where s.clinic_id = new.clinic_id and s.drawer_id = new.drawer_id and s.currency = new.currency and s.closed_at is null
  for share;
  if not found then
    perform refuse('DRAWER_CLOSED', 'no open session of this drawer and currency');
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.queue_review()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into bills_to_review (clinic_id, bill_id)
  select new.clinic_id, new.bill_id
  where exists (
      select 1 from payments p join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
      where p.clinic_id = new.clinic_id and p.bill_id = new.bill_id)
    or exists (select 1 from deposits d where d.clinic_id = new.clinic_id and d.bill_id = new.bill_id)
    -- An order that was never made is given up.
    or exists (
      select 1 from operations o
      where o.clinic_id = new.clinic_id and o.bill_id = new.bill_id and operation_is_open(o.state));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.read_bill(p_clinic uuid, p_bill uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select refunds_of_bill(b.clinic_id, b.id) || jsonb_build_object(
    'id', b.id, 'clinicId', b.clinic_id, 'version', b.version, 'patientId', b.patient_id, 'currency', b.currency,
    'mode', b.mode, 'reviewAt', b.review_at, 'now', app_now(),
    'sums', jsonb_build_object(
      'fundsMinor', b.funds_minor, 'heldMinor', b.held_minor, 'askedBackMinor', b.asked_back_minor,
      'unknownBackMinor', b.unknown_back_minor, 'leavingMinor', b.leaving_minor, 'returnedMinor', b.returned_minor,
      'refusedMinor', b.refused_minor, 'wrongMinor', b.wrong_minor, 'wrongCurrency', b.wrong_currency,
      'isChecking', b.is_checking),
    'bookings', bookings_of_bill(b.clinic_id, b.id), 'attempts', attempts_of_bill(b.clinic_id, b.id),
    'posted', ledger_of_bill(b.clinic_id, b.id),
    'covers', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'bookingId', c.booking_id, 'kind', c.kind, 'amountMinor', c.amount_minor,
        'grantedBy', c.granted_by) order by c.id)
      from bill_covers c where c.clinic_id = b.clinic_id and c.bill_id = b.id), '[]'),
    'payments', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', p.id, 'providerAccountId', p.provider_account_id, 'askedMinor', p.amount_minor, 'state', p.state) order by p.id)
      from payments p
      where p.clinic_id = b.clinic_id and p.bill_id = b.id), '[]'),
    'deposits', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', d.id, 'kind', d.kind, 'drawerId', d.drawer_id, 'amountMinor', d.amount_minor,
        'receivedBy', d.received_by, 'receivedAt', d.received_at
      ) order by d.id)
      from deposits d where d.clinic_id = b.clinic_id and d.bill_id = b.id), '[]'),
    'items', coalesce((
      select jsonb_agg(jsonb_build_object(
        'kind', i.kind, 'subjectId', i.subject_id, 'amountMinor', i.amount_minor, 'currency', i.currency,
        'openedAt', i.opened_at) order by i.id)
      from items i where i.clinic_id = b.clinic_id and i.bill_id = b.id and i.closed_at is null), '[]'),
    'accounts', coalesce((
      select jsonb_object_agg(a.id, jsonb_build_object(
        'mode', a.mode, 'minRefundMinor', coalesce((a.capabilities -> 'minRefundMinor' ->> b.currency)::bigint, 0)))
      from provider_accounts a
      where a.id in (
        select p.provider_account_id from payments p
        where p.clinic_id = b.clinic_id and p.bill_id = b.id)), '{}'))
  from bills b where b.clinic_id = p_clinic and b.id = p_bill
$function$
;
grant execute on function read_bill(uuid,uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.read_data_key(p_clinic uuid)
 RETURNS TABLE(id uuid, wrapped_by text, wrapped bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_system();
  return query select k.id, k.wrapped_by, k.wrapped from data_keys k where k.clinic_id = p_clinic;
end $function$
;
grant execute on function read_data_key(uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.read_event(p_key text, p_raw bytea, p_account uuid, p_objects text[], p_request_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  v_known boolean;
  v_same boolean;
  v_routes jsonb;
begin
  perform enter_actor(null, 'system:webhook', p_request_id, null, null, null);
  perform require_open_account(p_account);
  select true, w.raw_body = p_raw into v_known, v_same from payment_webhooks w where w.deduplication_key = p_key;
  select coalesce(jsonb_agg(jsonb_build_object(
    'objectId', o.object_id, 'kind', o.kind, 'clinicId', o.clinic_id, 'paymentId', o.payment_id, 'billId', p.bill_id)), '[]')
  into v_routes
  from unnest(p_objects) i (object_id)
    cross join lateral (
      select * from provider_objects q
      where q.provider_account_id = p_account and q.object_id = i.object_id offset 0) o
    join payments p on p.clinic_id = o.clinic_id and p.id = o.payment_id;
  return jsonb_build_object(
    'isKnown', coalesce(v_known, false), 'isSameBody', coalesce(v_same, false),
    'providerAccountId', p_account, 'routes', v_routes,
    'bills', coalesce((
      select jsonb_agg(read_bill(b.clinic_id, b.bill_id))
      from (
        select distinct (r ->> 'clinicId')::uuid as clinic_id, (r ->> 'billId')::uuid as bill_id
        from jsonb_array_elements(v_routes) r
      ) b), '[]'));
end $function$
;
grant execute on function read_event(text,bytea,uuid,text[],text) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.read_sealed_secrets(p_account uuid)
 RETURNS TABLE(clinic_id uuid, id uuid, key_change_id uuid, purpose text, data_key_id uuid, wrapped_by text, wrapped bytea, nonce bytea, sealed bytea, is_active boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_system();
  return query
    select s.clinic_id, s.id, s.key_change_id, s.purpose, s.data_key_id, k.wrapped_by, k.wrapped, s.nonce, s.sealed,
      s.active_since is not null
    from provider_accounts a
      join sealed_secrets s on s.clinic_id = a.clinic_id and s.provider_account_id = a.id
      join data_keys k on k.clinic_id = s.clinic_id and k.id = s.data_key_id
    where a.id = p_account and s.retired_at is null;
end $function$
;
grant execute on function read_sealed_secrets(uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.rebooked_of(p_booking bookings)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_build_object(
    'id', b.id, 'state', b.state, 'version', b.version, 'startsAt', lower(b.during), 'keepIfLate', b.keep_if_late,
    'billId', b.bill_id, 'billVersion', l.version, 'amountMinor', b.price_minor)
  from bookings b join bills l on l.clinic_id = b.clinic_id and l.id = b.bill_id
  where b.clinic_id = p_booking.clinic_id and b.patient_id = p_booking.patient_id and b.doctor_id = p_booking.doctor_id
    and b.during = p_booking.during and b.bill_id <> p_booking.bill_id and booking_is_unpaid(b.state)
    and b.hold_expires_at > app_now() and b.price_minor = p_booking.price_minor
    and not exists (
      select 1 from payments p join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
      where p.clinic_id = b.clinic_id and p.bill_id = b.bill_id and attempt_holds_money(a.state))
  order by b.id limit 1
$function$
;
grant execute on function rebooked_of(bookings) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.recompute_live_resources()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  lock table bookings, booking_resources in share row exclusive mode;
  update booking_resources r set live = not booking_is_ended(b.state)
  from bookings b
  where b.clinic_id = r.clinic_id and b.id = r.booking_id and r.live = booking_is_ended(b.state);
end $function$
;

CREATE OR REPLACE FUNCTION public.record_transition()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_from text;
begin
  if tg_op = 'UPDATE' then
    if new.state is not distinct from old.state then
      return null;
    end if;
    v_from := old.state;
  end if;
  insert into state_history (clinic_id, machine, subject_id, from_state, to_state, version, actor, reason, request_id)
  values (
    coalesce(new.clinic_id, '00000000-0000-0000-0000-000000000000'), tg_argv[0], new.id, v_from, new.state, new.version,
    actor_name(), nullif(current_setting('app.reason', true), ''), nullif(current_setting('app.request_id', true), '')
  );
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.refund_counts(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('requested', 'submitted', 'unknown', 'processed') $function$
;
grant execute on function refund_counts(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_is_on_way(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('requested', 'submitted') $function$
;
grant execute on function refund_is_on_way(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_is_open(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('requested', 'submitted', 'unknown') $function$
;
grant execute on function refund_is_open(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_is_sent(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('submitted', 'unknown') $function$
;
grant execute on function refund_is_sent(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_is_stuck(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('failed', 'unknown') $function$
;
grant execute on function refund_is_stuck(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_reason(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('clinic_cancelled', 'late_payment', 'duplicate_payment', 'wrong_payment', 'provider_initiated') then p_word else public.unknown_word('refund reason', p_word) end $function$
;
grant execute on function refund_reason(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refund_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('requested', 'submitted', 'unknown', 'processed', 'failed', 'withdrawn') then p_word else public.unknown_word('refund state', p_word) end $function$
;
grant execute on function refund_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refunds_of_bill(p_clinic uuid, p_bill uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_build_object(
    'refunds', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', r.id, 'attemptId', r.attempt_id, 'providerRefundId', r.provider_refund_id, 'requestId', r.request_id,
        'state', r.state, 'amountMinor', r.amount_minor, 'currency', r.currency, 'bankReference', r.bank_reference,
        'occurredAt', r.occurred_at) order by r.created_at, r.id)
      from payments p
        join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
        join provider_refunds r on r.clinic_id = a.clinic_id and r.attempt_id = a.id
      where p.clinic_id = p_clinic and p.bill_id = p_bill), '[]'),
    'requests', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', r.id, 'attemptId', r.attempt_id, 'amountMinor', r.amount_minor, 'currency', r.currency, 'reason', r.reason,
        'causeKey', r.cause_key, 'requestedBy', r.requested_by, 'isAskedAgain', r.is_asked_again, 'state', r.state
      ) order by r.created_at, r.id)
      from payments p join refunds r on r.clinic_id = p.clinic_id and r.payment_id = p.id
      where p.clinic_id = p_clinic and p.bill_id = p_bill), '[]'),
    'operations', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', o.id, 'kind', o.kind, 'providerAccountId', o.provider_account_id, 'subjectId', o.subject_id,
        'amountMinor', o.amount_minor, 'currency', o.currency, 'state', o.state, 'tries', o.tries, 'fence', o.fence, 'nextAt', o.next_at,
        'slaAt', o.sla_at, 'lastError', o.last_error) order by o.created_at, o.id)
      from operations o where o.clinic_id = p_clinic and o.bill_id = p_bill), '[]'))
$function$
;
grant execute on function refunds_of_bill(uuid,uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refuse(p_code text, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  raise exception using errcode = 'HF001', message = p_reason, detail = p_code;
end $function$
;
grant execute on function refuse(text,text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform refuse('INTERNAL', format('%s is append-only', tg_table_name));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_unpayable_price()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_min bigint;
begin
  select min((a.capabilities -> 'minOrderMinor' ->> new.currency)::bigint) into v_min
  from provider_accounts a join clinics c on c.id = new.clinic_id
  where (a.clinic_id = c.id or a.clinic_id is null) and c.payment_mode = 'online'
    and provider_account_is_open(a.state);
  if new.price_minor > 0 and new.price_minor < v_min then
    perform refuse('INVALID_INPUT', format('an online payment asks for at least %s', v_min));
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.register_provider_account(p_provider text, p_account_ref text, p_mode text, p_offers jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_id uuid;
begin
  update provider_accounts set mode = p_mode, is_assumed = false
  where provider = p_provider and account_ref = p_account_ref and is_assumed;
  insert into provider_accounts as a (provider, account_ref, mode, currencies, rails, capabilities)
  values (
    p_provider, p_account_ref, p_mode, array(select jsonb_array_elements_text(p_offers -> 'currencies')),
    array(select jsonb_array_elements_text(p_offers -> 'rails')), p_offers -> 'capabilities'
  )
  on conflict (provider, account_ref, mode) do update
    set currencies = excluded.currencies, rails = excluded.rails, capabilities = excluded.capabilities
    where (a.currencies, a.rails, a.capabilities) is distinct from (excluded.currencies, excluded.rails, excluded.capabilities);
  select id into strict v_id from provider_accounts
  where provider = p_provider and account_ref = p_account_ref and mode = p_mode;
  return v_id;
end $function$
;
grant execute on function register_provider_account(text,text,text,jsonb) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.require_balance()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (
    select 1 from ledger_entries
    where clinic_id = new.clinic_id and posting_id = new.posting_id
    group by currency having sum(amount_minor) <> 0
  ) then
    perform refuse('INTERNAL', 'a posting must sum to zero');
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.require_collector(p_clinic uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not (p_clinic = any (actor_clinics_with('payments.collect'))) then
    perform refuse('FORBIDDEN', 'not one who takes money here');
  end if;
  return current_actor_id();
end $function$
;
grant execute on function require_collector(uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.require_cover()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (
    select 1 from bookings b
    where b.clinic_id = new.clinic_id and b.id = new.id and booking_needs_cover(b.state)
      and bill_cover_minor(b.clinic_id, b.bill_id) < bill_due_minor(b.clinic_id, b.bill_id)
  ) then
    perform refuse('STATE_CONFLICT', 'a confirmed booking needs cover');
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.require_key_manager(p_clinic uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not (p_clinic = any (actor_clinics_with('providerAccounts.manage'))) then
    perform refuse('FORBIDDEN', 'not one who manages provider accounts here');
  end if;
  return current_actor_id();
end $function$
;

CREATE OR REPLACE FUNCTION public.require_open_account(p_account uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select 1 from provider_accounts where id = p_account and provider_account_is_open(state)) then
    perform refuse('NOT_FOUND', 'a closed provider account answers nothing');
  end if;
end $function$
;
grant execute on function require_open_account(uuid) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.require_system()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if actor_system() = '' then
    perform refuse('FORBIDDEN', 'only the system reads keys');
  end if;
end $function$
;
grant execute on function require_system() to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.retire_expired_holds(p_clinic uuid, p_resource uuid, p_during tstzrange)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_system text := current_setting('app.system', true);
  v_count int := 0;
begin
  if not exists (
    select 1 from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now()
  ) then
    return 0;
  end if;
  perform set_config('app.system', 'system:expiry', true);
  with expired as (
    select b.id from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now()
    order by b.id
    for update of b
  )
  update bookings b set state = booking_state('expired'), end_reason = 'hold_lapsed'
  from expired where b.clinic_id = p_clinic and b.id = expired.id
    and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now();
  get diagnostics v_count = row_count;
  perform set_config('app.system', coalesce(v_system, ''), true);
  return v_count;
end $function$
;
grant execute on function retire_expired_holds(uuid,uuid,tstzrange) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.retire_previous_secret(p_clinic uuid, p_account uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_ids uuid[];
begin
  perform require_key_manager(p_clinic);
  perform 1 from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  v_ids := array(select id from sealed_secrets
    where clinic_id = p_clinic and provider_account_id = p_account and purpose = 'webhook_previous' and retired_at is null);
  if v_ids = '{}' then
    return false;
  end if;
  perform retire_secrets(p_clinic, v_ids);
  update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  return true;
end $function$
;
grant execute on function retire_previous_secret(uuid,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.retire_secrets(p_clinic uuid, p_ids uuid[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update sealed_secrets set retired_at = app_now(), nonce = null, sealed = null
  where clinic_id = p_clinic and id = any (p_ids) and retired_at is null
$function$
;

CREATE OR REPLACE FUNCTION public.rewrap_data_key(p_clinic uuid, p_id uuid, p_old bytea, p_wrapped_by text, p_wrapped bytea)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_system();
  update data_keys k set wrapped_by = p_wrapped_by, wrapped = p_wrapped, wrapped_at = app_now()
  where k.clinic_id = p_clinic and k.id = p_id and k.wrapped = p_old;
  return found;
end $function$
;
grant execute on function rewrap_data_key(uuid,uuid,bytea,text,bytea) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.roles_with(VARIADIC p_capabilities text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select array(
  select distinct r.name from unnest(p_capabilities) c, unnest(public.capability_roles(c)) r (name) order by 1) $function$
;
grant execute on function roles_with(text[]) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.route_subject(p_kind text, p_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  -- One statement per kind: each keeps its plan, where a CASE over all kinds would be planned for every call.
  case p_kind
    when 'booking' then return (select clinic_id from bookings where id = p_id);
    when 'bill' then return (select clinic_id from bills where id = p_id);
    when 'payment' then return (select clinic_id from payments where id = p_id);
    when 'doctor' then return (select clinic_id from doctors where id = p_id);
    when 'message' then return (select clinic_id from messages where id = p_id);
    when 'drawer' then return (select clinic_id from drawers where id = p_id);
    when 'provider_account' then return (select clinic_id from provider_accounts where id = p_id);
    else return null;
  end case;
end $function$
;
grant execute on function route_subject(text,uuid) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.secret_purpose(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('api_key', 'api_secret', 'webhook_current', 'webhook_previous') then p_word else public.unknown_word('secret purpose', p_word) end $function$
;
grant execute on function secret_purpose(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.slot_refusal(p_clinic uuid, p_doctor uuid, p_minutes integer, p_zone text, p_starts timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_day date := (p_starts at time zone p_zone)::date;
  v_ends timestamptz := p_starts + make_interval(mins => p_minutes);
  v_doctor doctors;
begin
  select * into v_doctor from doctors where clinic_id = p_clinic and id = p_doctor and active;
  if not found then
    return 'no_such_doctor';
  end if;
  if p_starts <= app_now() + make_interval(mins => v_doctor.min_notice_minutes) then
    return 'too_soon';
  end if;
  if p_starts > app_now() + make_interval(hours => 24 * v_doctor.max_horizon_days) then
    return 'too_far';
  end if;
  if not exists (
    select 1 from schedule_rules r
    where r.clinic_id = p_clinic and r.doctor_id = p_doctor and r.weekday = extract(isodow from v_day)
      and r.valid_from <= v_day and (r.valid_until is null or r.valid_until >= v_day)
      and p_starts >= (v_day + r.opens) at time zone p_zone
      and v_ends <= (v_day + r.closes) at time zone p_zone
      and mod(extract(epoch from p_starts - ((v_day + r.opens) at time zone p_zone))::bigint, p_minutes * 60) = 0
      and date_trunc('second', p_starts) = p_starts
  ) then
    return 'outside_schedule';
  end if;
  if exists (
    select 1 from schedule_leaves l
    where l.clinic_id = p_clinic and l.doctor_id = p_doctor and l.during && tstzrange(p_starts, v_ends)
  ) then
    return 'on_leave';
  end if;
  return null;
end $function$
;
grant execute on function slot_refusal(uuid,uuid,integer,text,timestamp with time zone) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.tell_patient()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  v_kind text;
begin
  if new.state = booking_state('confirmed') and old.state <> booking_state('confirmed') then
    v_kind := message_kind('booking_confirmed');
  elsif new.state = booking_state('cancelled') and booking_is_announced(old.state) then
    v_kind := message_kind('booking_cancelled');
  else
    return null;
  end if;
  insert into messages (clinic_id, channel, kind, subject_id, subject_version, patient_id, recipient_phone, locale)
  select p.clinic_id, 'whatsapp', v_kind, new.id, new.version, p.id, p.phone, p.locale
  from patients p where p.clinic_id = new.clinic_id and p.id = new.patient_id
  on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.unknown_word(p_list text, p_word text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  raise exception using errcode = 'HF001', message = format('%s is no %s', p_word, p_list), detail = 'INTERNAL';
end $function$
;
grant execute on function unknown_word(text,text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.unpaid_minor(p_booking bookings)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(0, p_booking.price_minor - greatest(0, b.funds_minor - b.asked_back_minor - b.unknown_back_minor))
  from bills b where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id
$function$
;

CREATE OR REPLACE FUNCTION public.uses_of_account(p_clinic uuid, p_account uuid)
 RETURNS TABLE(open_orders integer, open_refunds integer, open_operations integer, waiting_events integer, paid_visits integer, unplaced_money integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_key_manager(p_clinic);
  return query
    select
      -- An order may be paid as long as it is polled.
      (select count(*)::int from payments p where p.provider_account_id = a.id and p.next_poll_at is not null),
      (select count(*)::int from refunds r join payment_attempts t on t.clinic_id = r.clinic_id and t.id = r.attempt_id
        where t.provider_account_id = a.id and refund_is_open(r.state)),
      (select count(*)::int from operations o where o.provider_account_id = a.id and operation_is_open(o.state)),
      (select count(*)::int from payment_webhooks w where w.provider_account_id = a.id and w.state = webhook_state('retrying')),
      -- Paid and not over: a cancellation gives it back through this account.
      (select count(distinct b.id)::int from payment_attempts t
        join payments p on p.clinic_id = t.clinic_id and p.id = t.payment_id
        join bookings b on b.clinic_id = p.clinic_id and b.bill_id = p.bill_id
        where t.provider_account_id = a.id and attempt_holds_money(t.state) and booking_is_live(b.state)),
      (select count(*)::int from (
        select 1 from ledger_entries e join ledger_postings g on g.clinic_id = e.clinic_id and g.id = e.posting_id
        where e.account = 'suspense' and e.owner_id = a.id
        group by e.clinic_id, g.bill_id, e.currency having sum(e.amount_minor) <> 0) unplaced)
    from provider_accounts a where a.clinic_id = p_clinic and a.id = p_account;
end $function$
;
grant execute on function uses_of_account(uuid,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.webhook_is_replayable(p_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select p_state in ('retrying', 'dead', 'ignored') $function$
;
grant execute on function webhook_is_replayable(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.webhook_state(p_word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select case when p_word in ('retrying', 'dead', 'applied', 'ignored') then p_word else public.unknown_word('webhook state', p_word) end $function$
;
grant execute on function webhook_state(text) to holdfast_api, holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.withdraw_keys(p_clinic uuid, p_account uuid, p_change uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform require_key_manager(p_clinic);
  perform 1 from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  update key_changes set withdrawn_at = app_now()
  where clinic_id = p_clinic and id = p_change and provider_account_id = p_account
    and applied_at is null and withdrawn_at is null;
  if not found then
    return false;
  end if;
  perform retire_secrets(p_clinic, array(select id from sealed_secrets where clinic_id = p_clinic and key_change_id = p_change));
  update provider_accounts set state = provider_account_state('closed')
  where id = p_account and state = provider_account_state('pending');
  return true;
end $function$
;
grant execute on function withdraw_keys(uuid,uuid,uuid) to holdfast_api;

CREATE OR REPLACE FUNCTION public.write_attempts(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into payment_attempts (
    clinic_id, id, payment_id, provider_account_id, provider_payment_id, state, amount_minor, currency, method,
    fee_minor, tax_minor, error_code, error_reason, quarantine_reason, occurred_at, authorized_at, captured_at
  )
  select a."clinicId", a.id, a."paymentId", a."providerAccountId", a."providerPaymentId", a.state, a."amountMinor",
    a.currency, a.method, a."feeMinor", a."taxMinor", a."errorCode", a."errorReason", a.wrong, a."firstSeenAt",
    a."authorizedAt", a."capturedAt"
  from jsonb_to_recordset(p_changes -> 'newAttempts') as a (
      n int, "clinicId" uuid, id uuid, "paymentId" uuid, "providerAccountId" uuid, "providerPaymentId" text, state text,
      "amountMinor" bigint, currency text, method text, "feeMinor" bigint, "taxMinor" bigint, "errorCode" text,
      "errorReason" text, wrong text, "firstSeenAt" timestamptz, "authorizedAt" timestamptz, "capturedAt" timestamptz)
  where a.n = any (p_ready);

  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  select o."providerAccountId", o."objectId", o.kind, o."clinicId", o."paymentId"
  from jsonb_to_recordset(p_changes -> 'objects') as o (
      n int, "clinicId" uuid, "providerAccountId" uuid, "objectId" text, kind text, "paymentId" uuid)
  where o.n = any (p_ready)
  on conflict do nothing;

  update payment_attempts t set
    state = a.state, amount_minor = a."amountMinor", currency = a.currency, method = a.method, fee_minor = a."feeMinor",
    tax_minor = a."taxMinor", error_code = a."errorCode", error_reason = a."errorReason", quarantine_reason = a.wrong,
    occurred_at = a."firstSeenAt", authorized_at = a."authorizedAt", captured_at = a."capturedAt", ruling = a.ruling, ruled_by = a."ruledBy"
  from jsonb_to_recordset(p_changes -> 'attempts') as a (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint, currency text, method text, "feeMinor" bigint,
    "taxMinor" bigint, "errorCode" text, "errorReason" text, wrong text, "firstSeenAt" timestamptz,
    "authorizedAt" timestamptz, "capturedAt" timestamptz, ruling text, "ruledBy" uuid)
  where a.n = any (p_ready) and t.clinic_id = a."clinicId" and t.id = a.id;

  update payments p set state = s.state
  from jsonb_to_recordset(p_changes -> 'payments') as s (n int, "clinicId" uuid, id uuid, state text)
  where s.n = any (p_ready) and p.clinic_id = s."clinicId" and p.id = s.id;
end $function$
;
grant execute on function write_attempts(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_bills(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  update bills b set
    version = b.version + 1, review_at = w."reviewAt", updated_at = app_now(),
    funds_minor = coalesce(w."fundsMinor", b.funds_minor), held_minor = coalesce(w."heldMinor", b.held_minor),
    asked_back_minor = coalesce(w."askedBackMinor", b.asked_back_minor),
    unknown_back_minor = coalesce(w."unknownBackMinor", b.unknown_back_minor),
    leaving_minor = coalesce(w."leavingMinor", b.leaving_minor),
    returned_minor = coalesce(w."returnedMinor", b.returned_minor),
    refused_minor = coalesce(w."refusedMinor", b.refused_minor),
    wrong_minor = coalesce(w."wrongMinor", b.wrong_minor), wrong_currency = w."wrongCurrency",
    is_checking = coalesce(w."isChecking", b.is_checking)
  from jsonb_to_recordset(p_changes -> 'bills') as w (
    n int, "clinicId" uuid, id uuid, "reviewAt" timestamptz, "fundsMinor" bigint, "heldMinor" bigint,
    "askedBackMinor" bigint, "unknownBackMinor" bigint, "leavingMinor" bigint, "returnedMinor" bigint,
    "refusedMinor" bigint, "wrongMinor" bigint, "wrongCurrency" text, "isChecking" boolean)
  where w.n = any (p_ready) and b.clinic_id = w."clinicId" and b.id = w.id
$function$
;
grant execute on function write_bills(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_bookings(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- A hold that is over, but that nobody has expired yet, still occupies the time that a successor takes.
  perform retire_expired_holds(o.clinic_id, o.doctor_id, o.during)
  from jsonb_to_recordset(p_changes -> 'successors') as s (n int, "clinicId" uuid, "predecessorId" uuid)
    join bookings o on o.clinic_id = s."clinicId" and o.id = s."predecessorId"
  where s.n = any (p_ready);

  insert into bookings (
    clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor, currency,
    policy_snapshot, keep_if_late, payment_id, bill_id, predecessor_id, created_by
  )
  select o.clinic_id, s.id, o.patient_id, o.doctor_id, o.service_id, o.during, o.visit_date,
    app_now() + interval '1 minute', o.price_minor, o.currency, o.policy_snapshot, true, o.payment_id, o.bill_id, o.id,
    o.created_by
  from jsonb_to_recordset(p_changes -> 'successors') as s (n int, "clinicId" uuid, id uuid, "predecessorId" uuid)
    join bookings o on o.clinic_id = s."clinicId" and o.id = s."predecessorId"
  where s.n = any (p_ready);

  update bookings b set
    state = s.state, bill_id = s."billId", end_reason = coalesce(s."endReason", b.end_reason),
    updated_at = app_now()
  from jsonb_to_recordset(p_changes -> 'bookings') as s (
    n int, "clinicId" uuid, id uuid, state text, "billId" uuid, "endReason" text)
  where s.n = any (p_ready) and b.clinic_id = s."clinicId" and b.id = s.id;

  -- The read model of a booking includes its money: every change of the bill raises the version of its last booking.
  update bookings b set updated_at = app_now()
  from jsonb_to_recordset(p_changes -> 'bills') as w (n int, "clinicId" uuid, id uuid)
  where w.n = any (p_ready) and b.clinic_id = w."clinicId" and b.bill_id = w.id
    and not exists (
      select 1 from jsonb_to_recordset(p_changes -> 'bookings') as s (id uuid) where s.id = b.id)
    and not exists (
      select 1 from bookings later where later.clinic_id = b.clinic_id and later.predecessor_id = b.id);
end $function$
;
grant execute on function write_bookings(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_clock_shift()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  execute format('create or replace function public.clock_shift() returns interval language sql stable as %L',
    format(' select interval ''%s seconds'' ', new.clock_shift_seconds));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.write_events(p_changes jsonb, p_ready integer[])
 RETURNS integer[]
 LANGUAGE plpgsql
AS $function$
declare
  v_lost int[];
begin
  with events as materialized (
    select e.* from jsonb_to_recordset(p_changes -> 'events') as e (
      n int, id uuid, key text, "providerAccountId" uuid, "eventId" text, "eventType" text, raw text, facts jsonb,
      state text, reason text, "isOtherBody" boolean, "clinicId" uuid, "paymentId" uuid, "retryAfterSeconds" int)
    where e.n = any (p_ready)
  ), stored as (
    insert into payment_webhooks (
      id, deduplication_key, provider_account_id, event_id, event_type, raw_body, facts, state, reason,
      is_other_body, clinic_id, payment_id, next_try_at
    )
    select e.id, e.key, e."providerAccountId", e."eventId", e."eventType", decode(e.raw, 'base64'), e.facts, e.state,
      e.reason, e."isOtherBody", e."clinicId", e."paymentId",
      case when e.state = webhook_state('retrying') then app_now() + make_interval(secs => e."retryAfterSeconds") end
    from events e
    on conflict (deduplication_key) do nothing
    returning id
  )
  select array_agg(e.n) into v_lost from events e where e.id not in (select s.id from stored s);
  return array(select n from unnest(p_ready) n where not n = any (coalesce(v_lost, '{}')) order by n);
end $function$
;
grant execute on function write_events(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_ledger(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into ledger_postings (clinic_id, id, fact_key, bill_id, cause, effective_at)
  select p."clinicId", p.id, 'bill:' || p."billId" || ':' || p.id, p."billId", p.cause, p."effectiveAt"
  from jsonb_to_recordset(p_changes -> 'postings') as p (
    n int, "clinicId" uuid, id uuid, "billId" uuid, cause text, "effectiveAt" timestamptz)
  where p.n = any (p_ready);

  insert into ledger_entries (clinic_id, posting_id, account, owner_id, object_id, amount_minor, currency)
  select e."clinicId", e."postingId", e.account, e."ownerId", e."objectId", e."amountMinor", e.currency
  from jsonb_to_recordset(p_changes -> 'entries') as e (
    n int, "clinicId" uuid, "postingId" uuid, account text, "ownerId" uuid, "objectId" uuid, "amountMinor" bigint,
    currency text)
  where e.n = any (p_ready);

  update items t set closed_at = app_now()
  from jsonb_to_recordset(p_changes -> 'closedItems') as i (n int, "clinicId" uuid, kind text, "subjectId" uuid)
  where i.n = any (p_ready) and t.clinic_id = i."clinicId" and t.kind = i.kind and t.subject_id = i."subjectId"
    and t.closed_at is null;
  insert into items as t (clinic_id, bill_id, kind, subject_id, amount_minor, currency, opened_at)
  select i."clinicId", i."billId", i.kind, i."subjectId", i."amountMinor", i.currency, i."openedAt"
  from jsonb_to_recordset(p_changes -> 'items') as i (
    n int, "clinicId" uuid, "billId" uuid, kind text, "subjectId" uuid, "amountMinor" bigint, currency text,
    "openedAt" timestamptz)
  where i.n = any (p_ready)
  on conflict (clinic_id, kind, subject_id) where closed_at is null
    do update set amount_minor = excluded.amount_minor, currency = excluded.currency;
end $function$
;
grant execute on function write_ledger(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_messages(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into messages (clinic_id, channel, kind, subject_id, subject_version, patient_id, recipient_phone, locale, params)
  select b.clinic_id, 'whatsapp', m.kind, b.id, b.version, p.id, p.phone, p.locale,
    jsonb_build_object('amountMinor', m."amountMinor", 'currency', m.currency)
  from jsonb_to_recordset(p_changes -> 'messages') as m (
      n int, "clinicId" uuid, "bookingId" uuid, kind text, "amountMinor" bigint, currency text)
    join bookings b on b.clinic_id = m."clinicId" and b.id = m."bookingId"
    join patients p on p.clinic_id = b.clinic_id and p.id = b.patient_id
  where m.n = any (p_ready)
  on conflict do nothing
$function$
;
grant execute on function write_messages(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_operations(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into operations (
    clinic_id, id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, tries, next_at, sla_at
  )
  select o."clinicId", o.id, o."billId", o.kind, o."providerAccountId", o."subjectId", o."amountMinor", o.currency,
    o.state, o.tries, o."nextAt", o."slaAt"
  from jsonb_to_recordset(p_changes -> 'newOperations') as o (
    n int, "clinicId" uuid, id uuid, "billId" uuid, kind text, "providerAccountId" uuid, "subjectId" uuid,
    "amountMinor" bigint, currency text, state text, tries int, "nextAt" timestamptz, "slaAt" timestamptz)
  where o.n = any (p_ready);

  update operations t set
    state = o.state, amount_minor = o."amountMinor", tries = o.tries, next_at = o."nextAt", last_error = o."lastError"
  from jsonb_to_recordset(p_changes -> 'operations') as o (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint, tries int, "nextAt" timestamptz, "lastError" text)
  where o.n = any (p_ready) and t.clinic_id = o."clinicId" and t.id = o.id;

  insert into bill_covers (clinic_id, id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
  select c."clinicId", c.id, c."billId", c."bookingId", c.kind, c."amountMinor", c.currency, c."grantedBy"
  from jsonb_to_recordset(p_changes -> 'covers') as c (
    n int, "clinicId" uuid, id uuid, "billId" uuid, "bookingId" uuid, kind text, "amountMinor" bigint, currency text,
    "grantedBy" uuid)
  where c.n = any (p_ready);

  insert into deposits (clinic_id, id, bill_id, drawer_id, kind, amount_minor, currency, received_by, received_at)
  select d."clinicId", d.id, d."billId", d."drawerId", d.kind, d."amountMinor", d.currency, d."receivedBy", d."receivedAt"
  from jsonb_to_recordset(p_changes -> 'deposits') as d (
    n int, "clinicId" uuid, id uuid, "billId" uuid, "drawerId" uuid, kind text, "amountMinor" bigint, currency text,
    "receivedBy" uuid, "receivedAt" timestamptz)
  where d.n = any (p_ready);
end $function$
;
grant execute on function write_operations(jsonb,integer[]) to holdfast_ingest, holdfast_worker;

CREATE OR REPLACE FUNCTION public.write_refunds(p_changes jsonb, p_ready integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into provider_refunds as t (
    clinic_id, id, attempt_id, provider_refund_id, request_id, state, amount_minor, currency, bank_reference, occurred_at
  )
  select r."clinicId", r.id, r."attemptId", r."providerRefundId", r."requestId", r.state, r."amountMinor", r.currency,
    r."bankReference", r."occurredAt"
  from jsonb_to_recordset(p_changes -> 'refunds') as r (
    n int, "clinicId" uuid, id uuid, "attemptId" uuid, "providerRefundId" text, "requestId" uuid, state text,
    "amountMinor" bigint, currency text, "bankReference" text, "occurredAt" timestamptz)
  where r.n = any (p_ready)
  on conflict (clinic_id, id) do update set
    request_id = excluded.request_id, state = excluded.state, amount_minor = excluded.amount_minor,
    bank_reference = excluded.bank_reference, occurred_at = excluded.occurred_at, updated_at = app_now();

  update refunds t set state = r.state, amount_minor = r."amountMinor"
  from jsonb_to_recordset(p_changes -> 'requests') as r (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint)
  where r.n = any (p_ready) and t.clinic_id = r."clinicId" and t.id = r.id;

  insert into refunds (
    clinic_id, id, payment_id, attempt_id, amount_minor, currency, state, reason, cause_key, requested_by, is_asked_again
  )
  select r."clinicId", r.id, r."paymentId", r."attemptId", r."amountMinor", r.currency, r.state, r.reason, r."causeKey",
    r."requestedBy", r."isAskedAgain"
  from jsonb_to_recordset(p_changes -> 'newRequests') as r (
    n int, "clinicId" uuid, id uuid, "paymentId" uuid, "attemptId" uuid, "amountMinor" bigint, currency text, state text,
    reason text, "causeKey" text, "requestedBy" uuid, "isAskedAgain" boolean)
  where r.n = any (p_ready);

  -- A refund that the provider has taken on is looked at again until it is done.
  update payments p set next_poll_at = app_now() + interval '15 minutes'
  from jsonb_to_recordset(p_changes -> 'refunds') as r (n int, "clinicId" uuid, "attemptId" uuid, state text)
    join payment_attempts a on a.clinic_id = r."clinicId" and a.id = r."attemptId"
  where r.n = any (p_ready) and r.state = provider_refund_state('submitted')
    and p.clinic_id = a.clinic_id and p.id = a.payment_id and p.next_poll_at is null and p.provider_order_id is not null;
end $function$
;
grant execute on function write_refunds(jsonb,integer[]) to holdfast_ingest, holdfast_worker;
