-- What each login role may do at all; policies then decide on which rows. The runner revokes every right from PUBLIC
-- and these roles before it runs this file: a right that is not listed here is not granted.

-- Trigger functions need no grant: PostgreSQL checks EXECUTE when a trigger is created, not when it fires.
grant execute on function
  refuse(text, text), actor_system(), current_actor_id(), live_actor(uuid), actor_roles(), actor_owns(text, uuid), actor_clinics(text[]),
  actor_clinics_with(text[]), actor_clinics_that_change_bookings(),
  actor_patients(), actor_is_operator(), route_subject(text, uuid), enter_actor(uuid, text, text, uuid, text, uuid, uuid), is_session_over(uuid, uuid), actor_name(),
  retire_expired_holds(uuid, uuid, tstzrange), busy_ranges(uuid, uuid[], tstzrange), app_now(), clock_shift()
  to holdfast_api, holdfast_ingest, holdfast_worker;
grant execute on function
  slot_refusal(uuid, uuid, int, text, timestamptz),
  claim_key(uuid, uuid, text, text, bytea, uuid), check_offer(uuid, uuid, uuid, uuid, timestamptz),
  hold_slot(uuid, text, uuid, uuid, uuid, uuid, timestamptz, boolean, int, text, bytea, uuid),
  begin_order(uuid, uuid, uuid, uuid, uuid, int), is_order_current(uuid, uuid), fail_order(uuid, uuid, bigint, text, text),
  attach_provider_order(uuid, uuid, uuid, text)
  to holdfast_api;
grant execute on function
  require_collector(uuid), open_drawer(uuid, uuid, uuid, bigint), close_drawer(uuid, uuid, bigint),
  bill_due_minor(uuid, uuid),
  ask_for_keys(uuid, uuid, uuid, text, jsonb, jsonb), apply_keys(uuid, uuid, uuid, int, jsonb), withdraw_keys(uuid, uuid, uuid),
  retire_previous_secret(uuid, uuid), uses_of_account(uuid, uuid), move_provider_account(uuid, uuid, text)
  to holdfast_api;
-- Keys of accounts at providers, and what they are sealed with: for no other role, and not as tables.
grant execute on function
  require_system(), read_data_key(uuid), keep_data_key(uuid, uuid, text, bytea), data_keys_to_rewrap(text),
  rewrap_data_key(uuid, uuid, bytea, text, bytea), read_sealed_secrets(uuid)
  to holdfast_ingest, holdfast_worker;
grant execute on function register_provider_account(text, text, text, jsonb), require_open_account(uuid),
  open_unknown_bill(uuid, text)
  to holdfast_ingest, holdfast_worker;

grant execute on function
  bookings_of_bill(uuid, uuid), attempts_of_bill(uuid, uuid), refunds_of_bill(uuid, uuid), ledger_of_bill(uuid, uuid),
  read_bill(uuid, uuid), rebooked_of(bookings), can_be_retaken(bookings),
  slot_refusal(uuid, uuid, int, text, timestamptz),
  read_event(text, bytea, uuid, text[], text),
  lock_unmoved(jsonb), write_events(jsonb, int[]), write_bookings(jsonb, int[]), write_attempts(jsonb, int[]), write_refunds(jsonb, int[]),
  write_operations(jsonb, int[]), write_ledger(jsonb, int[]), write_messages(jsonb, int[]), write_bills(jsonb, int[]),
  commit_money(text, text, jsonb)
  to holdfast_ingest, holdfast_worker;

grant execute on function
  ledger_sums(bigint, xid8, xid8), mark_ledger(int, int), ledger_balances_at(uuid, timestamptz)
  to holdfast_worker;

-- The API: what a person may do, and logging in.
grant select on
  users, memberships, clinics, doctors, services, doctor_services, schedule_rules, patients, bookings,
  payments, payment_attempts, refunds, provider_objects, messages, payment_webhooks, state_history, feed, audit_log,
  idempotency_keys, whatsapp_accounts, invariant_results, credentials, session_families, sessions, otp_challenges, booking_views, whatsapp_logs,
  transition_states, transition_edges, bills, bill_lines, bill_covers, provider_refunds, items, chart_of_accounts, drawers, drawer_sessions, deposits
  to holdfast_api;
grant select (id, clinic_id, provider, account_ref, mode, state, version, keys_version, webhook_key, updated_at) on provider_accounts
  to holdfast_api;
grant select on key_changes to holdfast_api;
-- Never what is sealed.
grant select (clinic_id, id, provider_account_id, key_change_id, purpose, last_four, created_at, active_since, retired_at)
  on sealed_secrets to holdfast_api;
grant select (clinic_id, id, doctor_id, during) on schedule_leaves to holdfast_api;
grant insert on
  users, session_families, sessions, otp_challenges, patients, bookings, bill_covers, messages, audit_log, idempotency_keys, drawers
  to holdfast_api;
-- Column by column: the API cannot write what a payment came to, change agreed terms or make a user an operator.
grant update (display_name, email, phone, locale) on users to holdfast_api;
grant update (used_at) on sessions to holdfast_api;
grant update (ended_at) on session_families to holdfast_api;
grant update (wrong_tries, consumed_at) on otp_challenges to holdfast_api;
grant update (user_id, full_name, phone, date_of_birth, locale, whatsapp_consent_at, whatsapp_withdrawn_at, version) on patients
  to holdfast_api;
grant update (state, end_reason) on bookings to holdfast_api;
grant update (owner_id, note) on items to holdfast_api;
grant update (state, next_try_at, last_error, sent_at, leased_until) on messages to holdfast_api;
grant update (state, next_try_at, reason, tries) on payment_webhooks to holdfast_api;

-- Webhooks and the reducer behind them.
grant select on
  users, clinics, doctors, services, patients, bookings, booking_resources, bills_to_review, payments, payment_attempts,
  refunds, provider_objects, ledger_postings, ledger_entries, payment_webhooks, messages, transition_states, transition_edges,
  booking_views, chart_of_accounts, bills, bill_lines, bill_covers, provider_refunds, operations, drawers, deposits, items, provider_accounts,
  schedule_rules, schedule_leaves, state_history
  to holdfast_ingest;
grant insert on
  bills, bill_covers, provider_refunds, operations, deposits, items,
  bookings, payment_attempts, refunds, provider_objects, ledger_postings, ledger_entries, payment_webhooks,
  messages, audit_log
  to holdfast_ingest;
grant update on
  bookings, payments, payment_attempts, refunds, payment_webhooks, bills, provider_refunds, operations, items
  to holdfast_ingest;

-- The worker: the reducer, messages, leases, sealing, the invariants board (which reads everything).
grant select on all tables in schema public to holdfast_worker;
revoke select on credentials, session_families, sessions, data_keys, sealed_secrets from holdfast_worker;
-- Which key wraps them, to see that a rotation has reached all.
grant select (clinic_id, id, wrapped_by, created_at, wrapped_at) on data_keys to holdfast_worker;
grant insert on
  bills, bill_covers, provider_refunds, operations, deposits, items,
  bookings, payment_attempts, refunds, provider_objects, ledger_postings, ledger_entries, messages, audit_log,
  audit_seals, audit_seal_rows, ledger_marks, ledger_checkpoints, leases, whatsapp_accounts, invariant_results
  to holdfast_worker;
grant update on
  bookings, payments, payment_attempts, refunds, payment_webhooks, messages, leases, whatsapp_accounts, invariant_results,
  bills, provider_refunds, operations, items
  to holdfast_worker;
grant update (swept_until) on provider_accounts to holdfast_worker;
grant delete on feed, leases to holdfast_worker;
grant delete on bills_to_review to holdfast_ingest, holdfast_worker;
