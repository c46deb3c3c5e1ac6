-- CHECKs and partial indexes name the words' functions: migrate rebuilds them when the words change.
alter table users drop constraint users_locale_check, add constraint users_locale_check check (is_locale(locale));
alter table otp_challenges drop constraint otp_challenges_locale_check,
  add constraint otp_challenges_locale_check check (is_locale(locale));
alter table patients drop constraint patients_locale_check, add constraint patients_locale_check check (is_locale(locale));
alter table memberships drop constraint memberships_role_check,
  add constraint memberships_role_check check (is_clinic_role(role));
alter table clinics drop constraint clinics_currency_check, add constraint clinics_currency_check check (is_currency(currency));
alter table services drop constraint services_currency_check,
  add constraint services_currency_check check (is_currency(currency));
alter table feed drop constraint feed_subject_check, add constraint feed_subject_check check (is_feed_subject(subject));

alter table bookings drop constraint bookings_currency_check,
  add constraint bookings_currency_check check (is_currency(currency)),
  add constraint bookings_state_check check (is_booking_state(state));
alter table payments drop constraint payments_currency_check,
  add constraint payments_currency_check check (is_currency(currency)),
  add constraint payments_state_check check (is_payment_state(state));
alter table payment_attempts add constraint payment_attempts_state_check check (is_attempt_state(state));
alter table refunds drop constraint refunds_reason_check,
  add constraint refunds_reason_check check (is_refund_reason(reason)),
  add constraint refunds_state_check check (is_refund_state(state));
alter table payment_webhooks add constraint payment_webhooks_state_check check (is_webhook_state(state));
alter table messages drop constraint messages_channel_check, drop constraint messages_kind_check,
  drop constraint messages_locale_check,
  add constraint messages_channel_check check (is_message_channel(channel)),
  add constraint messages_kind_check check (is_message_kind(kind)),
  add constraint messages_locale_check check (is_locale(locale)),
  add constraint messages_state_check check (is_message_state(state));

drop index bookings_lapsing, bookings_open_holds, refunds_due, payment_webhooks_due, messages_due;
create index bookings_lapsing on bookings (hold_expires_at) where booking_is_unpaid(state);
create index bookings_open_holds on bookings (created_by) where booking_is_unpaid(state);
create index refunds_due on refunds (next_attempt_at) where refund_is_open(state);
create index payment_webhooks_due on payment_webhooks (next_attempt_at) where state = webhook_state('retrying');
create index messages_due on messages (next_attempt_at) where message_is_due(state);
