import type { ClinicDay } from './clinic-day.ts';
import { drawerTwins } from './drawer-twins.ts';
import type { Twin } from './twin.ts';

const dropKey = (table: string, constraint: string): string =>
  `alter table ${table} drop constraint ${constraint} cascade`;
const copyOfRow = (table: string, changes: string, where: string): string =>
  `insert into ${table} overriding system value
   select (jsonb_populate_record(t, jsonb_build_object(${changes}))).* from ${table} t where ${where}`;

const billOf = (bookingId: string): string => `(select bill_id from bookings where id = '${bookingId}')`;

const booking: Twin[] = [
  {
    number: 1,
    damage: 'two live bookings of a doctor overlap',
    sql: (day) => `${dropKey('booking_resources', 'booking_resources_no_overlap')};
      update booking_resources set during = (select during from booking_resources where booking_id = '${day.confirmed}')
      where booking_id = '${day.held}'`,
  },
  {
    number: 1,
    damage: 'a live booking occupies nothing',
    sql: (day) => `update booking_resources set live = false where booking_id = '${day.confirmed}'`,
  },
  {
    number: 1,
    damage: 'an overlap hides behind a lost resource row',
    sql: (day) => `delete from booking_resources where booking_id = '${day.held}';
      update bookings set during = (select during from bookings where id = '${day.confirmed}') where id = '${day.held}'`,
  },
  {
    number: 1,
    damage: 'an ended booking keeps its slot',
    sql: (day) => `update booking_resources set live = true where booking_id = '${day.refunded}'`,
  },
  {
    number: 2,
    damage: 'the money of a standing visit goes, and nobody opens an item',
    sql: (day) =>
      `delete from ledger_entries where account = 'patient_funds' and owner_id = ${billOf(day.confirmed)}`,
  },
  {
    number: 2,
    damage: 'a booking is confirmed without money or permission',
    sql: (day) => `update bookings set state = 'confirmed' where id = '${day.held}'`,
  },
  {
    number: 2,
    damage: 'a payment is captured by word alone',
    sql: (day) => `update payments set state = 'captured' where booking_id = '${day.held}'`,
  },
  {
    number: 2,
    damage: 'a cover is for a booking of another bill',
    sql: (
      day,
    ) => `insert into bill_covers (clinic_id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
      values ('${day.clinicId}', ${billOf(day.confirmed)}, '${day.held}', 'waiver', 1, 'INR', '${day.patientUserId}')`,
  },
  {
    number: 2,
    damage: 'a review waits, and nobody makes it',
    sql: (day) => `insert into bills_to_review (clinic_id, bill_id, queued_at)
      values ('${day.clinicId}', ${billOf(day.confirmed)}, app_now() - interval '2 hours')`,
  },
  {
    number: 2,
    damage: 'a review is due, and nobody makes it',
    sql: (day) =>
      `update bills set review_at = app_now() - interval '2 hours' where id = ${billOf(day.confirmed)}`,
  },
  {
    number: 3,
    damage: 'a state jumped over its edges',
    sql: (day) =>
      `update state_history set to_state = 'completed' where subject_id = '${day.confirmed}' and to_state = 'confirmed'`,
  },
  {
    number: 3,
    damage: 'a life began in the middle',
    sql: (day) => `delete from state_history where subject_id = '${day.confirmed}' and from_state is null`,
  },
  {
    number: 3,
    damage: 'a step is missing from the history',
    sql: (day) =>
      `delete from state_history where subject_id = '${day.confirmed}' and to_state = 'awaiting_payment'`,
  },
  {
    number: 3,
    damage: 'an edge goes backward',
    sql: () => `insert into transition_edges values ('booking', 'confirmed', 'held')`,
  },
  {
    number: 3,
    damage: 'a trigger is switched off',
    sql: () => 'alter table refunds disable trigger a_transition',
  },
  {
    number: 3,
    damage: 'calls go anywhere',
    sql: () => 'drop trigger a_transition on operations',
  },
  {
    number: 4,
    damage: 'a state changed without history',
    sql: (day) => `update bookings set state = 'checked_in' where id = '${day.confirmed}'`,
  },
  {
    number: 4,
    damage: 'a history is empty',
    sql: (day) => `delete from state_history where subject_id = '${day.held}'`,
  },
  {
    number: 4,
    damage: 'a transition has no actor',
    sql: (day) => `update state_history set actor = '' where subject_id = '${day.held}'`,
  },
];

const money: Twin[] = [
  {
    number: 5,
    damage: 'one event is stored twice',
    sql: () =>
      copyOfRow('payment_webhooks', `'id', uuidv7(), 'deduplication_key', 'other'`, `event_id = 'capture_1'`),
  },
  {
    number: 5,
    damage: 'a waiting event is forgotten',
    sql: () => `update payment_webhooks set next_try_at = null where state = 'retrying'`,
  },
  { number: 5, damage: 'a raw body is lost', sql: () => `update payment_webhooks set raw_body = ''` },
  {
    number: 5,
    damage: 'an event was applied to nothing',
    sql: () => `update payment_webhooks set payment_id = null where event_id = 'capture_1'`,
  },
  {
    number: 5,
    damage: 'one provider payment is in two clinics',
    sql: (day) =>
      copyOfRow('payment_attempts', `'clinic_id', '${day.otherClinicId}'`, `provider_payment_id = 'pay_1'`),
  },
  {
    number: 5,
    damage: 'a provider payment is routed to another payment',
    sql: () => `update provider_objects set payment_id = uuidv7() where object_id = 'pay_1'`,
  },
  {
    number: 6,
    damage: 'more is asked back than was captured',
    sql: () => `update refunds set amount_minor = amount_minor + 1 where state = 'requested';
      update operations set amount_minor = amount_minor + 1`,
  },
  {
    number: 6,
    damage: 'what is gone is asked back again',
    sql: () => `update provider_refunds set request_id = null;
      update refunds set state = 'requested' where state = 'processed'`,
  },
  {
    number: 6,
    damage: 'a capture of less comes after its refund was asked for',
    sql: () => `update payment_attempts set amount_minor = 1 where provider_payment_id = 'pay_4'`,
  },
  {
    number: 6,
    damage: 'a call asks for more than its request',
    sql: () => `update operations set amount_minor = amount_minor + 1 where state = 'planned'`,
  },
  { number: 6, damage: 'a request has no call', sql: () => 'delete from operations' },
  { number: 6, damage: 'a refund is in another currency', sql: () => `update refunds set currency = 'MXN'` },
  {
    number: 9,
    damage: 'a payment asks more than the price of its booking',
    sql: (day) => `update payments set amount_minor = amount_minor + 1 where booking_id = '${day.held}'`,
  },
  {
    number: 9,
    damage: 'a successor is in another currency',
    sql: (day) => `update bookings set currency = 'MXN' where predecessor_id = '${day.lateKept}'`,
  },
  {
    number: 9,
    damage: 'a capture of another amount passes as good',
    sql: () => `update payment_attempts set amount_minor = 1 where provider_payment_id = 'pay_1'`,
  },
  {
    number: 9,
    damage: 'an amount is not an integer',
    sql: () => 'alter table payment_attempts alter column fee_minor type numeric',
  },
  {
    number: 9,
    damage: 'an amount has no currency',
    sql: () => 'create table fees (clinic_id uuid, fee_minor bigint)',
  },
  {
    number: 10,
    damage: 'a posting does not balance',
    sql: () => `update ledger_entries set amount_minor = amount_minor + 1 where amount_minor > 0`,
  },
  { number: 10, damage: 'a posting is empty', sql: () => 'delete from ledger_entries' },
  {
    number: 10,
    damage: 'a capture was not posted',
    sql: () => `delete from ledger_postings where cause = 'attempt_captured';
      delete from ledger_entries e where not exists (select 1 from ledger_postings p where p.id = e.posting_id)`,
  },
  {
    number: 10,
    damage: 'a fee was not posted',
    sql: () => `update payment_attempts set fee_minor = 100 where provider_payment_id = 'pay_1'`,
  },
  {
    number: 10,
    damage: 'a refund was not posted',
    sql: () => `delete from ledger_entries where account = 'provider_balance' and amount_minor < 0`,
  },
  {
    number: 10,
    damage: 'a posting moves another amount than its fact',
    sql: () => 'update ledger_entries set amount_minor = amount_minor * 2',
  },
  {
    number: 10,
    damage: 'a posting is about nothing that anybody told',
    sql: () => `update ledger_entries set object_id = uuidv7() where account = 'provider_balance'`,
  },
  {
    number: 10,
    damage: 'cash over the counter was not posted',
    sql: (day) => `insert into drawers (clinic_id, id, name, currency)
      values ('${day.clinicId}', '${day.doctorId}', 'Front desk', 'INR');
      insert into drawer_sessions (clinic_id, id, drawer_id, currency, opened_by, opening_minor, brought_minor)
      values ('${day.clinicId}', '${day.doctorId}', '${day.doctorId}', 'INR', '${day.patientUserId}', 0, 0);
      insert into deposits (clinic_id, bill_id, drawer_id, kind, amount_minor, currency, received_by, received_at)
      values ('${day.clinicId}', ${billOf(day.held)}, '${day.doctorId}', 'cash', 500, 'INR', '${day.patientUserId}', app_now())`,
  },
  {
    number: 10,
    damage: 'income is less than nothing',
    sql: (day) => `update ledger_entries set account = 'clinic_income'
      where account = 'patient_funds' and amount_minor > 0 and owner_id = ${billOf(day.refunded)}`,
  },
  {
    number: 10,
    damage: 'income has no visit',
    sql: (day) => `update ledger_entries set account = 'clinic_income'
      where account = 'patient_funds' and owner_id = ${billOf(day.confirmed)}`,
  },
  {
    number: 10,
    damage: 'a log-in role may change entries',
    sql: () => 'grant update on ledger_entries to holdfast_worker',
  },
  {
    number: 11,
    damage: 'a remembered command points nowhere',
    sql: () => 'update idempotency_keys set subject_id = uuidv7()',
  },
];

const telling: Twin[] = [
  {
    number: 12,
    damage: 'a confirmation was never written',
    sql: (day) => `delete from messages where subject_id = '${day.confirmed}'`,
  },
  {
    number: 12,
    damage: 'a confirmation has no cause',
    sql: (day) =>
      `update messages set subject_id = '${day.held}' where subject_id = '${day.refunded}' and kind = 'booking_confirmed'`,
  },
  {
    number: 12,
    damage: 'late money went back without a word',
    sql: () => `delete from messages where kind = 'refund_requested'`,
  },
  {
    number: 12,
    damage: 'a refund is announced without one',
    sql: () => 'delete from refunds; delete from provider_refunds',
  },
  { number: 12, damage: 'a code was sent that nobody asked for', sql: () => 'delete from otp_challenges' },
  {
    number: 13,
    damage: 'a confirmation left after the booking was cancelled',
    sql: (day) => `update messages set armed_at = clock_timestamp() + interval '5 minutes'
      where subject_id = '${day.refunded}' and kind = 'booking_confirmed'`,
  },
  {
    number: 13,
    damage: 'a message left after the consent was withdrawn',
    sql: () => `update patients set whatsapp_withdrawn_at = clock_timestamp();
      update messages set armed_at = clock_timestamp() + interval '5 minutes' where kind <> 'one_time_code'`,
  },
  {
    number: 13,
    damage: 'a message left without the guarded click',
    sql: () => `update messages set state = 'sent'`,
  },
  {
    number: 14,
    damage: 'a policy function forgets the status',
    sql: () => `create or replace function actor_is_operator() returns boolean language sql stable security definer
      set search_path = public, pg_temp as $$ select true $$`,
  },
  {
    number: 14,
    damage: 'a policy believes the claimed user',
    sql: () => `create policy believed on refunds for select to holdfast_api
      using (requested_by = current_setting('app.user_id')::uuid)`,
  },
  {
    number: 16,
    damage: 'an agreement is lost',
    sql: (day) => `update bookings set policy_snapshot = 'null' where id = '${day.held}'`,
  },
  {
    number: 16,
    damage: 'a late successor got a new price',
    sql: (day) => `update bookings set price_minor = 1 where predecessor_id = '${day.lateKept}'`,
  },
  {
    number: 16,
    damage: 'the freeze is switched off',
    sql: () => 'alter table bookings disable trigger b_agreement',
  },
  {
    number: 17,
    damage: 'the sealer sleeps',
    sql: () => `update audit_log set at = at - interval '2 minutes'`,
  },
  {
    number: 17,
    damage: 'the chain is broken',
    sql: (day) => `insert into audit_seals (clinic_id, seq, row_count, previous_hash, hash)
      values ('${day.clinicId}', 1, 1, '\\x00', '\\x01'), ('${day.clinicId}', 2, 1, '\\x09', '\\x02');
      insert into audit_seal_rows select clinic_id, id, row_number() over (order by id), 1 from audit_log order by id limit 2`,
  },
  {
    number: 17,
    damage: 'a seal lost a row',
    sql: (day) => `insert into audit_seals (clinic_id, seq, row_count, previous_hash, hash)
      values ('${day.clinicId}', 1, 2, '\\x00', '\\x01')`,
  },
  {
    number: 17,
    damage: 'a sealed row was deleted',
    sql: () =>
      `insert into audit_seal_rows select clinic_id, id, 1, 1 from audit_log limit 1; delete from audit_log`,
  },
  {
    number: 17,
    damage: 'a log-in role may delete audit rows',
    sql: () => 'grant delete on audit_log to holdfast_api',
  },
];

const catalog: Twin[] = [
  {
    number: 15,
    damage: 'row-level security is off',
    sql: () => 'alter table payments disable row level security',
  },
  {
    number: 15,
    damage: 'row-level security is not forced',
    sql: () => 'alter table payments no force row level security',
  },
  { number: 15, damage: 'the owner has no policy', sql: () => 'drop policy owner_all on refunds' },
  {
    number: 15,
    damage: 'no log-in role has a policy',
    sql: () => 'drop policy system_all on leases',
  },
  {
    number: 15,
    damage: 'a policy speaks to everyone',
    sql: () => 'create policy open on refunds for select using (true)',
  },
  {
    number: 15,
    damage: 'a table belongs to somebody else',
    sql: () => 'alter table refunds owner to current_user',
  },
  {
    number: 15,
    damage: 'a log-in role owns something',
    sql: () => 'alter function bill_due_minor(uuid, uuid) owner to holdfast_api',
  },
  {
    number: 15,
    damage: 'a log-in role may create databases',
    sql: () => 'alter role holdfast_ingest createdb',
  },
  {
    number: 15,
    damage: 'a log-in role takes on the rights of another',
    sql: () => 'grant holdfast_ingest to holdfast_api',
  },
  {
    number: 15,
    damage: 'a view runs with the rights of its owner',
    sql: () => 'alter view booking_views reset (security_invoker)',
  },
  {
    number: 15,
    damage: 'a new table has no policies',
    sql: () => 'create table notes (clinic_id uuid, id uuid)',
  },
  { number: 18, damage: 'an instant has no zone', sql: () => 'alter table bookings add ended_at timestamp' },
  { number: 18, damage: 'an instant is text', sql: () => 'alter table bookings add ended_at text' },
  { number: 18, damage: 'a date is text', sql: () => 'alter table patients add admission_date text' },
  {
    number: 20,
    damage: 'a unique key spans clinics',
    sql: () => 'create unique index on messages (external_id)',
  },
  {
    number: 20,
    damage: 'an exclusion spans clinics',
    sql: () => 'alter table schedule_leaves add exclude using gist (doctor_id with =, during with &&)',
  },
  {
    number: 20,
    damage: 'a foreign key spans clinics',
    sql: () => `create table notes (clinic_id uuid not null, id uuid, patient_id uuid, primary key (clinic_id, id));
      alter table patients add unique (id);
      alter table notes add foreign key (patient_id) references patients (id)`,
  },
  {
    number: 20,
    damage: 'a new table forgets its clinic',
    sql: () => 'create table notes (id uuid primary key, body text)',
  },
  {
    number: 20,
    damage: 'a row may belong to no clinic',
    sql: () => 'create table notes (clinic_id uuid, id uuid primary key)',
  },
  {
    number: 20,
    damage: 'a tenant table has no primary key',
    sql: () => 'create table notes (clinic_id uuid not null, body text)',
  },
  {
    number: 21,
    damage: 'somebody rewrites the clock past the installation',
    sql: () =>
      `create or replace function clock_shift() returns interval language sql stable as $$ select interval '1 hour' $$`,
  },
  {
    number: 21,
    damage: 'the clock is shifted past its guard, beside a live account',
    sql: () => `insert into provider_accounts (provider, account_ref, mode) values ('razorpay', 'acc_1', 'live');
      alter table installation disable trigger a_clock;
      update installation set clock_shift_seconds = 3600`,
  },
  {
    number: 21,
    damage: 'nothing says any more what the installation is for',
    sql: () => 'delete from installation',
  },
];

const sums: Twin[] = [
  ...[
    'funds_minor',
    'held_minor',
    'leaving_minor',
    'returned_minor',
    'asked_back_minor',
    'unknown_back_minor',
    'refused_minor',
  ].map((column) => ({
    number: 22,
    damage: `pages show another ${column} than there is`,
    sql: (day: ClinicDay) => `update bills set ${column} = ${column} + 1 where id = ${billOf(day.confirmed)}`,
  })),
  {
    number: 22,
    damage: 'pages show wrong money that is not there',
    sql: (day) =>
      `update bills set wrong_minor = 1, wrong_currency = 'USD' where id = ${billOf(day.confirmed)}`,
  },
  {
    number: 22,
    damage: 'pages wait for an answer of a bank that nobody has asked',
    sql: (day) => `update bills set is_checking = true where id = ${billOf(day.confirmed)}`,
  },
];

export const twins: readonly Twin[] = [...booking, ...sums, ...drawerTwins, ...money, ...telling, ...catalog];
