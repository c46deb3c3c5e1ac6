// Written by "npm run generate" from the migrated database. Do not edit.
import type { ClinicRole } from "@holdfast/contract/auth/capabilities";
import type { BookingState } from "@holdfast/contract/booking/booking.states";
import type { Locale } from "@holdfast/contract/locale";
import type { MessageChannel, MessageKind } from "@holdfast/contract/message/message-kinds";
import type { MessageState } from "@holdfast/contract/message/message.states";
import type { Currency } from "@holdfast/contract/money";
import type { PaymentProvider } from "@holdfast/contract/payment/payment-providers";
import type { AttemptState, PaymentState } from "@holdfast/contract/payment/payment.states";
import type { ProviderAccountState } from "@holdfast/contract/payment/provider-account.states";
import type { RefundReason, RefundState } from "@holdfast/contract/refund/refund.states";
import type { WebhookState } from "@holdfast/contract/webhook/webhook.states";
import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Json = JsonValue;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AuditLog {
  action: string;
  actor: string;
  at: Generated<Timestamp>;
  clinic_id: string;
  details: Generated<Json>;
  id: Generated<number>;
  reason: string | null;
  request_id: string | null;
  subject_id: string;
}

export interface AuditSealRows {
  audit_id: number;
  clinic_id: string;
  position: number;
  row_hash: Buffer | null;
  seq: number;
}

export interface AuditSeals {
  clinic_id: string;
  hash: Buffer;
  previous_hash: Buffer;
  row_count: number;
  sealed_at: Generated<Timestamp>;
  seq: number;
}

export interface BillCovers {
  amount_minor: number;
  bill_id: string;
  booking_id: string;
  clinic_id: string;
  currency: string;
  granted_at: Generated<Timestamp>;
  granted_by: string;
  id: Generated<string>;
  kind: string;
}

export interface BillLines {
  amount_minor: number;
  bill_id: string;
  booking_id: string;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  id: Generated<string>;
  kind: string;
}

export interface Bills {
  asked_back_minor: Generated<number>;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  funds_minor: Generated<number>;
  held_minor: Generated<number>;
  id: Generated<string>;
  is_checking: Generated<boolean>;
  leaving_minor: Generated<number>;
  mode: string | null;
  patient_id: string | null;
  refused_minor: Generated<number>;
  returned_minor: Generated<number>;
  review_at: Timestamp | null;
  unknown_back_minor: Generated<number>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
  wrong_currency: string | null;
  wrong_minor: Generated<number>;
}

export interface BillsToReview {
  bill_id: string;
  clinic_id: string;
  id: Generated<string>;
  queued_at: Generated<Timestamp>;
}

export interface BookingResources {
  booking_id: string;
  clinic_id: string;
  during: string;
  lane: Generated<number>;
  live: Generated<boolean>;
  resource_id: string;
}

export interface Bookings {
  bill_id: string;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  created_by: string | null;
  currency: Currency;
  doctor_id: string;
  during: string;
  end_reason: string | null;
  hold_expires_at: Timestamp;
  id: Generated<string>;
  keep_if_late: Generated<boolean>;
  patient_id: string;
  payment_id: string;
  policy_snapshot: Json;
  predecessor_id: string | null;
  price_minor: number;
  service_id: string;
  state: Generated<BookingState>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
  visit_date: string;
}

export interface BookingViews {
  amount_minor: number | null;
  asked_back_minor: number | null;
  bill_id: string | null;
  clinic_id: string | null;
  clinic_name: string | null;
  cover: "desk_permission" | "waiver" | null;
  created_at: Timestamp | null;
  currency: Currency | null;
  desk_permission: "patients" | "staff" | null;
  doctor_id: string | null;
  doctor_name: string | null;
  end_reason: string | null;
  ends_at: Timestamp | null;
  funds_minor: number | null;
  held_minor: number | null;
  hold_expires_at: Timestamp | null;
  id: string | null;
  is_checking: boolean | null;
  keep_if_late: boolean | null;
  leaving_minor: number | null;
  no_show_grace_minutes: number | null;
  owned_by_reader: boolean | null;
  patient_id: string | null;
  patient_name: string | null;
  patient_phone: string | null;
  payment_id: string | null;
  payment_state: PaymentState | null;
  predecessor_id: string | null;
  price_minor: number | null;
  provider_account_id: string | null;
  provider_order_id: string | null;
  rail: PaymentProvider | null;
  reader_roles: ClinicRole[] | null;
  refused_minor: number | null;
  returned_minor: number | null;
  server_now: Timestamp | null;
  service_id: string | null;
  service_name: string | null;
  speciality: string | null;
  starts_at: Timestamp | null;
  state: BookingState | null;
  successor_id: string | null;
  time_zone: string | null;
  unknown_back_minor: number | null;
  updated_at: Timestamp | null;
  version: number | null;
  visit_date: string | null;
  wrong_currency: string | null;
  wrong_minor: number | null;
}

export interface ChartOfAccounts {
  account: string;
  class: string;
  owner: string;
}

export interface Clinics {
  address: Generated<string>;
  cancellation_policy: Generated<Json>;
  created_at: Generated<Timestamp>;
  currency: Currency;
  desk_permission: Generated<"patients" | "staff">;
  hold_ttl_seconds: Generated<number>;
  id: Generated<string>;
  name: string;
  no_show_grace_minutes: Generated<number>;
  payment_mode: "desk" | "online";
  slug: string;
  time_zone: string;
}

export interface Credentials {
  password_hash: string;
  updated_at: Generated<Timestamp>;
  user_id: string;
}

export interface DataKeys {
  clinic_id: string;
  created_at: Generated<Timestamp>;
  id: string;
  wrapped: Buffer;
  wrapped_at: Generated<Timestamp>;
  wrapped_by: string;
}

export interface Deposits {
  amount_minor: number;
  bill_id: string;
  clinic_id: string;
  currency: string;
  drawer_id: string;
  id: Generated<string>;
  kind: string;
  received_at: Timestamp;
  received_by: string;
  session_id: string | null;
}

export interface Doctors {
  about: Generated<string>;
  active: Generated<boolean>;
  clinic_id: string;
  id: Generated<string>;
  max_horizon_days: Generated<number>;
  min_notice_minutes: Generated<number>;
  name: string;
  speciality: string;
  user_id: string | null;
}

export interface DoctorServices {
  clinic_id: string;
  doctor_id: string;
  service_id: string;
}

export interface Drawers {
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  id: Generated<string>;
  name: string;
}

export interface DrawerSessions {
  brought_minor: number;
  clinic_id: string;
  closed_at: Timestamp | null;
  closed_by: string | null;
  counted_minor: number | null;
  currency: string;
  difference_minor: Generated<number | null>;
  drawer_id: string;
  expected_minor: number | null;
  id: string;
  opened_at: Generated<Timestamp>;
  opened_by: string;
  opening_minor: number;
}

export interface Feed {
  at: Generated<Timestamp>;
  clinic_id: string;
  id: Generated<number>;
  patient_id: string | null;
  state: string;
  subject: string;
  subject_id: string;
  version: number;
  xid: Generated<string>;
}

export interface IdempotencyKeys {
  clinic_id: string;
  created_at: Generated<Timestamp>;
  key: string;
  procedure: string;
  request_hash: Buffer;
  subject_id: string;
  user_id: string;
}

export interface Installation {
  clock_shift_seconds: Generated<number>;
  kind: Generated<string>;
  only_row: Generated<boolean>;
}

export interface InvariantResults {
  checked_at: Timestamp;
  name: string;
  number: number;
  violations: number;
}

export interface Items {
  amount_minor: number;
  bill_id: string;
  clinic_id: string;
  closed_at: Timestamp | null;
  currency: string;
  id: Generated<string>;
  kind: string;
  note: string | null;
  opened_at: Timestamp;
  owner_id: string | null;
  subject_id: string;
}

export interface KeyChanges {
  applied_at: Timestamp | null;
  approved_by: string | null;
  clinic_id: string;
  id: string;
  mode: string;
  provider_account_id: string;
  reason: string;
  requested_at: Generated<Timestamp>;
  requested_by: string;
  withdrawn_at: Timestamp | null;
}

export interface Leases {
  expires_at: Timestamp;
  fence: Generated<number>;
  holder: string;
  name: string;
}

export interface LedgerBalances {
  account: string | null;
  balance_minor: number | null;
  clinic_id: string | null;
  currency: string | null;
}

export interface LedgerCheckpoints {
  account: string;
  balance_minor: number;
  clinic_id: string;
  currency: string;
  mark_id: number;
  owner_id: string;
}

export interface LedgerEntries {
  account: string;
  amount_minor: number;
  clinic_id: string;
  currency: string;
  id: Generated<string>;
  object_id: string | null;
  owner_id: string;
  posting_id: string;
}

export interface LedgerMarks {
  horizon: string;
  id: Generated<number>;
  is_checkpoint: boolean;
  marked_at: Timestamp;
}

export interface LedgerPostings {
  bill_id: string | null;
  cause: string;
  clinic_id: string;
  drawer_session_id: string | null;
  effective_at: Timestamp;
  fact_key: string;
  id: Generated<string>;
  posted_at: Generated<Timestamp>;
  posted_xid: Generated<string>;
}

export interface Memberships {
  clinic_id: string;
  created_at: Generated<Timestamp>;
  role: ClinicRole;
  user_id: string;
}

export interface Messages {
  armed_at: Timestamp | null;
  channel: MessageChannel;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  delivered_at: Timestamp | null;
  enqueued_at: Timestamp | null;
  external_id: string | null;
  fence: Generated<number>;
  id: Generated<string>;
  kind: MessageKind;
  last_error: string | null;
  leased_until: Timestamp | null;
  locale: Locale;
  next_try_at: Generated<Timestamp>;
  params: Generated<Json>;
  patient_id: string | null;
  read_at: Timestamp | null;
  recipient_phone: string;
  sent_at: Timestamp | null;
  state: Generated<MessageState>;
  subject_id: string;
  subject_version: number;
  tries: Generated<number>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface Operations {
  amount_minor: number;
  bill_id: string;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  fence: Generated<number>;
  id: Generated<string>;
  kind: string;
  last_error: string | null;
  leased_until: Timestamp | null;
  next_at: Timestamp | null;
  provider_account_id: string;
  sla_at: Timestamp;
  state: string;
  subject_id: string;
  tries: Generated<number>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface OtpChallenges {
  clinic_id: string;
  code_hash: Buffer;
  consumed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  id: Generated<string>;
  locale: string;
  phone: string;
  wrong_tries: Generated<number>;
}

export interface Patients {
  clinic_id: string;
  created_at: Generated<Timestamp>;
  date_of_birth: string | null;
  full_name: string;
  id: Generated<string>;
  locale: Generated<Locale>;
  phone: string;
  user_id: string | null;
  version: Generated<number>;
  whatsapp_consent_at: Timestamp | null;
  whatsapp_withdrawn_at: Timestamp | null;
}

export interface PaymentAttempts {
  amount_minor: number;
  authorized_at: Timestamp | null;
  captured_at: Timestamp | null;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  error_code: string | null;
  error_reason: string | null;
  fee_minor: number | null;
  id: Generated<string>;
  method: string | null;
  occurred_at: Timestamp;
  payment_id: string;
  provider_account_id: string;
  provider_payment_id: string;
  quarantine_reason: string | null;
  ruled_by: string | null;
  ruling: string | null;
  state: AttemptState;
  tax_minor: number | null;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface Payments {
  amount_minor: number;
  bill_id: string;
  booking_id: string | null;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: Currency;
  id: Generated<string>;
  next_poll_at: Timestamp | null;
  patient_id: string | null;
  polls: Generated<number>;
  provider_account_id: string | null;
  provider_order_id: string | null;
  purpose: Generated<string>;
  rail: PaymentProvider;
  state: Generated<PaymentState>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface PaymentWebhooks {
  clinic_id: string | null;
  deduplication_key: string;
  event_id: string | null;
  event_type: string;
  facts: Json;
  id: Generated<string>;
  is_other_body: Generated<boolean>;
  next_try_at: Timestamp | null;
  payment_id: string | null;
  provider_account_id: string;
  raw_body: Buffer;
  reason: string | null;
  received_at: Generated<Timestamp>;
  state: WebhookState;
  tries: Generated<number>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface ProviderAccounts {
  account_ref: string;
  books_clinic_id: string | null;
  capabilities: Generated<Json>;
  clinic_id: string | null;
  currencies: Generated<string[]>;
  fee_bearer: Generated<string>;
  id: Generated<string>;
  is_assumed: Generated<boolean>;
  keys_version: Generated<number>;
  mode: string;
  provider: string;
  rails: Generated<string[]>;
  registered_at: Generated<Timestamp>;
  state: Generated<ProviderAccountState>;
  swept_until: Timestamp | null;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
  webhook_key: Generated<string>;
}

export interface ProviderObjects {
  clinic_id: string;
  kind: string;
  object_id: string;
  payment_id: string;
  provider_account_id: string;
}

export interface ProviderRefunds {
  amount_minor: number;
  attempt_id: string;
  bank_reference: string | null;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  id: Generated<string>;
  occurred_at: Timestamp;
  provider_refund_id: string;
  request_id: string | null;
  state: string;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface Refunds {
  amount_minor: number;
  attempt_id: string;
  cause_key: string;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  currency: string;
  id: Generated<string>;
  is_asked_again: Generated<boolean>;
  payment_id: string;
  reason: RefundReason;
  requested_by: string | null;
  state: Generated<RefundState>;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface ScheduleLeaves {
  clinic_id: string;
  doctor_id: string;
  during: string;
  id: Generated<string>;
  reason: Generated<string>;
}

export interface ScheduleRules {
  clinic_id: string;
  closes: string;
  doctor_id: string;
  id: Generated<string>;
  opens: string;
  valid_from: string;
  valid_until: string | null;
  weekday: number;
}

export interface SchemaMigrations {
  applied_at: Generated<Timestamp>;
  checksum: string;
  name: string;
  version: number;
}

export interface SchemaObjects {
  definition: string;
  identity: string;
  source: string;
}

export interface SchemaReleases {
  applied_at: Generated<Timestamp>;
  migration: number;
  sql_hash: string;
  withdrawn_at: Timestamp | null;
}

export interface SealedSecrets {
  active_since: Timestamp | null;
  clinic_id: string;
  created_at: Generated<Timestamp>;
  data_key_id: string;
  id: string;
  key_change_id: string;
  last_four: string | null;
  nonce: Buffer | null;
  provider_account_id: string;
  purpose: string;
  retired_at: Timestamp | null;
  sealed: Buffer | null;
}

export interface Services {
  active: Generated<boolean>;
  clinic_id: string;
  currency: Currency;
  duration_minutes: number;
  id: Generated<string>;
  name: string;
  price_minor: number;
}

export interface SessionFamilies {
  ended_at: Timestamp | null;
  id: string;
  started_at: Generated<Timestamp>;
  user_id: string;
}

export interface Sessions {
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  family_id: string;
  id: Generated<string>;
  revoked_at: Timestamp | null;
  token_hash: Buffer;
  used_at: Timestamp | null;
  user_id: string;
}

export interface StateHistory {
  actor: string;
  at: Generated<Timestamp>;
  clinic_id: string;
  from_state: string | null;
  id: Generated<number>;
  machine: string;
  reason: string | null;
  request_id: string | null;
  subject_id: string;
  to_state: string;
  version: number;
}

export interface TransitionEdges {
  from_state: string;
  machine: string;
  to_state: string;
}

export interface TransitionStates {
  initial: boolean;
  machine: string;
  rank: number;
  state: string;
  terminal: boolean;
}

export interface Users {
  created_at: Generated<Timestamp>;
  display_name: string;
  email: string | null;
  id: Generated<string>;
  locale: Generated<Locale>;
  phone: string | null;
  platform_role: string | null;
  status: Generated<string>;
}

export interface WhatsappAccounts {
  account: string;
  note: string | null;
  qr_text: string | null;
  state: string;
  updated_at: Generated<Timestamp>;
}

export interface WhatsappLogs {
  armed_at: Timestamp | null;
  clinic_id: string | null;
  created_at: Timestamp | null;
  delivered_at: Timestamp | null;
  external_id: string | null;
  id: string | null;
  kind: string | null;
  last_error: string | null;
  next_try_at: Timestamp | null;
  read_at: Timestamp | null;
  recipient_phone: string | null;
  sent_at: Timestamp | null;
  state: MessageState | null;
  subject_id: string | null;
  tries: number | null;
}

export interface DB {
  audit_log: AuditLog;
  audit_seal_rows: AuditSealRows;
  audit_seals: AuditSeals;
  bill_covers: BillCovers;
  bill_lines: BillLines;
  bills: Bills;
  bills_to_review: BillsToReview;
  booking_resources: BookingResources;
  booking_views: BookingViews;
  bookings: Bookings;
  chart_of_accounts: ChartOfAccounts;
  clinics: Clinics;
  credentials: Credentials;
  data_keys: DataKeys;
  deposits: Deposits;
  doctor_services: DoctorServices;
  doctors: Doctors;
  drawer_sessions: DrawerSessions;
  drawers: Drawers;
  feed: Feed;
  idempotency_keys: IdempotencyKeys;
  installation: Installation;
  invariant_results: InvariantResults;
  items: Items;
  key_changes: KeyChanges;
  leases: Leases;
  ledger_balances: LedgerBalances;
  ledger_checkpoints: LedgerCheckpoints;
  ledger_entries: LedgerEntries;
  ledger_marks: LedgerMarks;
  ledger_postings: LedgerPostings;
  memberships: Memberships;
  messages: Messages;
  operations: Operations;
  otp_challenges: OtpChallenges;
  patients: Patients;
  payment_attempts: PaymentAttempts;
  payment_webhooks: PaymentWebhooks;
  payments: Payments;
  provider_accounts: ProviderAccounts;
  provider_objects: ProviderObjects;
  provider_refunds: ProviderRefunds;
  refunds: Refunds;
  schedule_leaves: ScheduleLeaves;
  schedule_rules: ScheduleRules;
  schema_migrations: SchemaMigrations;
  schema_objects: SchemaObjects;
  schema_releases: SchemaReleases;
  sealed_secrets: SealedSecrets;
  services: Services;
  session_families: SessionFamilies;
  sessions: Sessions;
  state_history: StateHistory;
  transition_edges: TransitionEdges;
  transition_states: TransitionStates;
  users: Users;
  whatsapp_accounts: WhatsappAccounts;
  whatsapp_logs: WhatsappLogs;
}
