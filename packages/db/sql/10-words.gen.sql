-- Written by "npm run generate" from the literals of packages/contract. Do not edit.

create function unknown_word(p_list text, p_word text) returns text
language plpgsql immutable strict parallel safe as $$
begin
  raise exception using errcode = 'HF001', message = format('%s is no %s', p_word, p_list), detail = 'INTERNAL';
end $$;

create function is_attempt_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'); end $$;

create function attempt_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('created', 'requires_action', 'failed', 'authorized', 'voided', 'captured') then p_word else public.unknown_word('attempt state', p_word) end $$;

create function attempt_is_open(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('created', 'requires_action', 'authorized') $$;

create function attempt_holds_money(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('authorized', 'captured') $$;

create function is_booking_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'expired', 'cancelled', 'no_show', 'rescheduled', 'declined'); end $$;

create function booking_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'expired', 'cancelled', 'no_show', 'rescheduled', 'declined') then p_word else public.unknown_word('booking state', p_word) end $$;

create function booking_is_unpaid(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('held', 'awaiting_payment') $$;

create function booking_is_live(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation') $$;

create function booking_is_standing(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('confirmed', 'checked_in', 'in_consultation') $$;

create function booking_is_announced(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('confirmed', 'checked_in') $$;

create function booking_needs_cover(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('confirmed', 'checked_in', 'in_consultation', 'completed') $$;

create function booking_is_ended(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('expired', 'cancelled', 'no_show', 'rescheduled', 'declined') $$;

create function booking_is_unwanted(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('expired', 'cancelled', 'declined') $$;

create function booking_is_owed(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'no_show') $$;

create function booking_on_capture(p_state text) returns text
language sql immutable parallel safe as $$ select case p_state
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
    else public.unknown_word('booking state', p_state) end $$;

create function is_message_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('queued', 'sending', 'retrying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'suppressed'); end $$;

create function message_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('queued', 'sending', 'retrying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'suppressed') then p_word else public.unknown_word('message state', p_word) end $$;

create function message_is_waiting(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('queued', 'retrying') $$;

create function message_is_unresolved(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('sending', 'unknown') $$;

create function message_is_due(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('queued', 'retrying', 'sending', 'unknown') $$;

create function message_awaits_receipt(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('sent', 'delivered') $$;

create function message_is_proven(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('sent', 'delivered', 'read') $$;

create function is_operation_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('planned', 'sent', 'unknown', 'confirmed', 'refused', 'withdrawn'); end $$;

create function operation_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('planned', 'sent', 'unknown', 'confirmed', 'refused', 'withdrawn') then p_word else public.unknown_word('operation state', p_word) end $$;

create function operation_is_open(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('planned', 'sent', 'unknown') $$;

create function operation_is_away(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('sent', 'unknown') $$;

create function is_payment_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('pending', 'authorized', 'captured', 'closed'); end $$;

create function payment_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('pending', 'authorized', 'captured', 'closed') then p_word else public.unknown_word('payment state', p_word) end $$;

create function payment_is_empty(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('pending', 'closed') $$;

create function payment_is_open(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('pending', 'authorized') $$;

create function is_provider_account_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('pending', 'active', 'draining', 'closed'); end $$;

create function provider_account_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('pending', 'active', 'draining', 'closed') then p_word else public.unknown_word('provider account state', p_word) end $$;

create function provider_account_is_open(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('active', 'draining') $$;

create function is_provider_refund_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('submitted', 'processed', 'failed'); end $$;

create function provider_refund_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('submitted', 'processed', 'failed') then p_word else public.unknown_word('provider refund state', p_word) end $$;

create function provider_refund_is_gone(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('submitted', 'processed') $$;

create function is_refund_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('requested', 'submitted', 'unknown', 'processed', 'failed', 'withdrawn'); end $$;

create function refund_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('requested', 'submitted', 'unknown', 'processed', 'failed', 'withdrawn') then p_word else public.unknown_word('refund state', p_word) end $$;

create function refund_counts(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('requested', 'submitted', 'unknown', 'processed') $$;

create function refund_is_open(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('requested', 'submitted', 'unknown') $$;

create function refund_is_on_way(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('requested', 'submitted') $$;

create function refund_is_sent(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('submitted', 'unknown') $$;

create function refund_is_stuck(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('failed', 'unknown') $$;

create function is_webhook_state(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('retrying', 'dead', 'applied', 'ignored'); end $$;

create function webhook_state(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('retrying', 'dead', 'applied', 'ignored') then p_word else public.unknown_word('webhook state', p_word) end $$;

create function webhook_is_replayable(p_state text) returns boolean
language sql immutable parallel safe as $$ select p_state in ('retrying', 'dead', 'ignored') $$;

create function is_clinic_role(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee'); end $$;

create function clinic_role(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee') then p_word else public.unknown_word('clinic role', p_word) end $$;

create function capability_roles(p_capability text) returns text[]
language sql immutable parallel safe as $$ select case p_capability
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
    else array[public.unknown_word('capability', p_capability)] end $$;

create function roles_with(variadic p_capabilities text[]) returns text[]
language sql immutable parallel safe as $$ select array(
  select distinct r.name from unnest(p_capabilities) c, unnest(public.capability_roles(c)) r (name) order by 1) $$;

create function is_message_kind(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('one_time_code', 'booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed'); end $$;

create function message_kind(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('one_time_code', 'booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed') then p_word else public.unknown_word('message kind', p_word) end $$;

create function message_subject(p_kind text) returns text
language sql immutable parallel safe as $$ select case p_kind
    when 'one_time_code' then 'otp_challenge'
    when 'booking_confirmed' then 'booking'
    when 'booking_cancelled' then 'booking'
    when 'payment_refunded_late' then 'booking'
    when 'refund_requested' then 'booking'
    when 'refund_processed' then 'booking'
    else public.unknown_word('message kind', p_kind) end $$;

create function message_needs_consent(p_kind text) returns boolean
language sql immutable parallel safe as $$ select p_kind in ('booking_confirmed', 'booking_cancelled', 'payment_refunded_late', 'refund_requested', 'refund_processed') $$;

create function message_priority(p_kind text) returns int
language sql immutable parallel safe as $$ select case p_kind
    when 'one_time_code' then 1
    when 'booking_confirmed' then 2
    when 'booking_cancelled' then 2
    when 'payment_refunded_late' then 2
    when 'refund_requested' then 2
    when 'refund_processed' then 2
    else public.unknown_word('message kind', p_kind)::int end $$;

create function message_expiry_seconds(p_kind text) returns int
language sql immutable parallel safe as $$ select case p_kind
    when 'one_time_code' then 300
    when 'booking_confirmed' then null
    when 'booking_cancelled' then null
    when 'payment_refunded_late' then null
    when 'refund_requested' then null
    when 'refund_processed' then null
    else public.unknown_word('message kind', p_kind)::int end $$;

create function message_may_be_sent(p_kind text, p_booking_state text) returns boolean
language sql immutable parallel safe as $$ select case p_kind
    when 'booking_confirmed' then p_booking_state in ('confirmed', 'checked_in', 'in_consultation')
    when 'booking_cancelled' then p_booking_state in ('cancelled')
    else true end $$;

create function default_payment_provider(p_collected text) returns text
language sql immutable parallel safe as $$ select case p_collected
    when 'online' then 'razorpay'
    when 'desk' then 'desk'
    else unknown_word('way to collect', p_collected) end $$;

create function is_message_channel(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('whatsapp'); end $$;

create function message_channel(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('whatsapp') then p_word else public.unknown_word('message channel', p_word) end $$;

create function is_locale(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('en', 'hi', 'es'); end $$;

create function locale(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('en', 'hi', 'es') then p_word else public.unknown_word('locale', p_word) end $$;

create function is_currency(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('INR', 'MXN', 'USD', 'JPY', 'KWD'); end $$;

create function currency(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('INR', 'MXN', 'USD', 'JPY', 'KWD') then p_word else public.unknown_word('currency', p_word) end $$;

create function is_feed_subject(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('booking', 'payment', 'message'); end $$;

create function feed_subject(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('booking', 'payment', 'message') then p_word else public.unknown_word('feed subject', p_word) end $$;

create function is_refund_reason(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('clinic_cancelled', 'late_payment', 'duplicate_payment', 'wrong_payment', 'provider_initiated'); end $$;

create function refund_reason(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('clinic_cancelled', 'late_payment', 'duplicate_payment', 'wrong_payment', 'provider_initiated') then p_word else public.unknown_word('refund reason', p_word) end $$;

create function is_payment_provider(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('razorpay', 'desk'); end $$;

create function payment_provider(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('razorpay', 'desk') then p_word else public.unknown_word('payment provider', p_word) end $$;

create function is_fee_bearer(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('clinic', 'payer'); end $$;

create function fee_bearer(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('clinic', 'payer') then p_word else public.unknown_word('fee bearer', p_word) end $$;

create function is_account_mode(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('test', 'live'); end $$;

create function account_mode(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('test', 'live') then p_word else public.unknown_word('account mode', p_word) end $$;

create function is_secret_purpose(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('api_key', 'api_secret', 'webhook_current', 'webhook_previous'); end $$;

create function secret_purpose(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('api_key', 'api_secret', 'webhook_current', 'webhook_previous') then p_word else public.unknown_word('secret purpose', p_word) end $$;

create function is_operation_kind(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('create_order', 'capture', 'refund'); end $$;

create function operation_kind(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('create_order', 'capture', 'refund') then p_word else public.unknown_word('operation kind', p_word) end $$;

create function is_item_kind(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('unknown_money', 'wrong_money', 'surplus', 'refund_refused', 'below_minimum', 'over_refunded', 'uncovered_visit', 'desk_money_owed', 'operation_overdue'); end $$;

create function item_kind(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('unknown_money', 'wrong_money', 'surplus', 'refund_refused', 'below_minimum', 'over_refunded', 'uncovered_visit', 'desk_money_owed', 'operation_overdue') then p_word else public.unknown_word('item kind', p_word) end $$;

create function is_ledger_account(p_word text) returns boolean
language plpgsql immutable parallel safe as $$ begin return p_word in ('provider_balance', 'cash_drawer', 'clinic_cash', 'card_terminal', 'patient_funds', 'refund_due', 'suspense', 'clinic_income', 'provider_fees', 'provider_fee_tax', 'drawer_difference'); end $$;

create function ledger_account(p_word text) returns text
language sql immutable parallel safe as $$ select case when p_word in ('provider_balance', 'cash_drawer', 'clinic_cash', 'card_terminal', 'patient_funds', 'refund_due', 'suspense', 'clinic_income', 'provider_fees', 'provider_fee_tax', 'drawer_difference') then p_word else public.unknown_word('ledger account', p_word) end $$;

insert into transition_states (machine, state, rank, initial, terminal) values
  ('attempt', 'created', 0, true, false),
  ('attempt', 'requires_action', 1, true, false),
  ('attempt', 'failed', 2, true, false),
  ('attempt', 'authorized', 3, true, false),
  ('attempt', 'voided', 4, true, false),
  ('attempt', 'captured', 5, true, true),
  ('booking', 'held', 0, true, false),
  ('booking', 'awaiting_payment', 1, false, false),
  ('booking', 'confirmed', 2, false, false),
  ('booking', 'checked_in', 3, false, false),
  ('booking', 'in_consultation', 4, false, false),
  ('booking', 'completed', 5, false, true),
  ('booking', 'expired', 6, false, true),
  ('booking', 'cancelled', 7, false, true),
  ('booking', 'no_show', 8, false, true),
  ('booking', 'rescheduled', 9, false, true),
  ('booking', 'declined', 10, false, true),
  ('message', 'queued', 0, true, false),
  ('message', 'sending', 1, false, false),
  ('message', 'retrying', 2, false, false),
  ('message', 'unknown', 3, false, false),
  ('message', 'sent', 4, false, false),
  ('message', 'delivered', 5, false, false),
  ('message', 'read', 6, false, true),
  ('message', 'failed', 7, false, true),
  ('message', 'suppressed', 8, false, true),
  ('operation', 'planned', 0, true, false),
  ('operation', 'sent', 1, false, false),
  ('operation', 'unknown', 2, false, false),
  ('operation', 'confirmed', 3, false, true),
  ('operation', 'refused', 4, false, false),
  ('operation', 'withdrawn', 5, false, true),
  ('payment', 'pending', 0, true, false),
  ('payment', 'authorized', 1, false, false),
  ('payment', 'captured', 2, false, true),
  ('payment', 'closed', 3, false, false),
  ('provider_account', 'pending', 0, true, false),
  ('provider_account', 'active', 1, true, false),
  ('provider_account', 'draining', 2, false, false),
  ('provider_account', 'closed', 3, false, false),
  ('provider_refund', 'submitted', 0, true, false),
  ('provider_refund', 'processed', 1, true, false),
  ('provider_refund', 'failed', 2, true, true),
  ('refund', 'requested', 0, true, false),
  ('refund', 'submitted', 1, true, false),
  ('refund', 'unknown', 2, false, false),
  ('refund', 'processed', 3, true, false),
  ('refund', 'failed', 4, true, false),
  ('refund', 'withdrawn', 5, false, false),
  ('webhook', 'retrying', 0, true, false),
  ('webhook', 'dead', 1, false, false),
  ('webhook', 'applied', 2, true, true),
  ('webhook', 'ignored', 3, true, false);

insert into transition_edges (machine, from_state, to_state) values
  ('attempt', 'created', 'requires_action'),
  ('attempt', 'created', 'failed'),
  ('attempt', 'created', 'authorized'),
  ('attempt', 'created', 'captured'),
  ('attempt', 'requires_action', 'failed'),
  ('attempt', 'requires_action', 'authorized'),
  ('attempt', 'requires_action', 'captured'),
  ('attempt', 'failed', 'authorized'),
  ('attempt', 'failed', 'captured'),
  ('attempt', 'created', 'voided'),
  ('attempt', 'requires_action', 'voided'),
  ('attempt', 'failed', 'voided'),
  ('attempt', 'authorized', 'captured'),
  ('attempt', 'authorized', 'voided'),
  ('attempt', 'voided', 'captured'),
  ('booking', 'held', 'awaiting_payment'),
  ('booking', 'held', 'confirmed'),
  ('booking', 'held', 'expired'),
  ('booking', 'held', 'cancelled'),
  ('booking', 'held', 'declined'),
  ('booking', 'awaiting_payment', 'confirmed'),
  ('booking', 'awaiting_payment', 'expired'),
  ('booking', 'awaiting_payment', 'cancelled'),
  ('booking', 'awaiting_payment', 'declined'),
  ('booking', 'confirmed', 'checked_in'),
  ('booking', 'confirmed', 'cancelled'),
  ('booking', 'confirmed', 'no_show'),
  ('booking', 'confirmed', 'rescheduled'),
  ('booking', 'checked_in', 'in_consultation'),
  ('booking', 'checked_in', 'cancelled'),
  ('booking', 'in_consultation', 'completed'),
  ('message', 'queued', 'sending'),
  ('message', 'queued', 'retrying'),
  ('message', 'queued', 'failed'),
  ('message', 'queued', 'suppressed'),
  ('message', 'retrying', 'sending'),
  ('message', 'retrying', 'failed'),
  ('message', 'retrying', 'suppressed'),
  ('message', 'sending', 'retrying'),
  ('message', 'sending', 'sent'),
  ('message', 'sending', 'delivered'),
  ('message', 'sending', 'read'),
  ('message', 'sending', 'failed'),
  ('message', 'sending', 'unknown'),
  ('message', 'unknown', 'sent'),
  ('message', 'unknown', 'delivered'),
  ('message', 'unknown', 'read'),
  ('message', 'unknown', 'failed'),
  ('message', 'unknown', 'retrying'),
  ('message', 'sent', 'delivered'),
  ('message', 'sent', 'read'),
  ('message', 'delivered', 'read'),
  ('operation', 'planned', 'sent'),
  ('operation', 'planned', 'confirmed'),
  ('operation', 'planned', 'withdrawn'),
  ('operation', 'sent', 'planned'),
  ('operation', 'sent', 'unknown'),
  ('operation', 'sent', 'confirmed'),
  ('operation', 'sent', 'refused'),
  ('operation', 'sent', 'withdrawn'),
  ('operation', 'unknown', 'planned'),
  ('operation', 'unknown', 'sent'),
  ('operation', 'unknown', 'confirmed'),
  ('operation', 'unknown', 'refused'),
  ('operation', 'unknown', 'withdrawn'),
  ('operation', 'refused', 'confirmed'),
  ('payment', 'pending', 'authorized'),
  ('payment', 'pending', 'captured'),
  ('payment', 'pending', 'closed'),
  ('payment', 'authorized', 'pending'),
  ('payment', 'authorized', 'captured'),
  ('payment', 'authorized', 'closed'),
  ('payment', 'closed', 'pending'),
  ('payment', 'closed', 'authorized'),
  ('payment', 'closed', 'captured'),
  ('provider_account', 'pending', 'active'),
  ('provider_account', 'pending', 'closed'),
  ('provider_account', 'active', 'draining'),
  ('provider_account', 'draining', 'active'),
  ('provider_account', 'draining', 'closed'),
  ('provider_account', 'closed', 'pending'),
  ('provider_refund', 'submitted', 'processed'),
  ('provider_refund', 'submitted', 'failed'),
  ('provider_refund', 'processed', 'failed'),
  ('refund', 'requested', 'submitted'),
  ('refund', 'requested', 'processed'),
  ('refund', 'requested', 'failed'),
  ('refund', 'requested', 'withdrawn'),
  ('refund', 'submitted', 'requested'),
  ('refund', 'submitted', 'unknown'),
  ('refund', 'submitted', 'processed'),
  ('refund', 'submitted', 'failed'),
  ('refund', 'unknown', 'requested'),
  ('refund', 'unknown', 'submitted'),
  ('refund', 'unknown', 'processed'),
  ('refund', 'unknown', 'failed'),
  ('refund', 'processed', 'failed'),
  ('refund', 'failed', 'submitted'),
  ('refund', 'failed', 'processed'),
  ('refund', 'withdrawn', 'submitted'),
  ('refund', 'withdrawn', 'processed'),
  ('refund', 'withdrawn', 'failed'),
  ('webhook', 'retrying', 'applied'),
  ('webhook', 'retrying', 'ignored'),
  ('webhook', 'retrying', 'dead'),
  ('webhook', 'dead', 'retrying'),
  ('webhook', 'ignored', 'retrying');

insert into chart_of_accounts (account, class, owner) values
  ('provider_balance', 'asset', 'provider_account'),
  ('cash_drawer', 'asset', 'drawer'),
  ('clinic_cash', 'asset', 'clinic'),
  ('card_terminal', 'asset', 'drawer'),
  ('patient_funds', 'liability', 'bill'),
  ('refund_due', 'liability', 'bill'),
  ('suspense', 'liability', 'provider_account'),
  ('clinic_income', 'income', 'clinic'),
  ('provider_fees', 'expense', 'provider_account'),
  ('provider_fee_tax', 'expense', 'provider_account'),
  ('drawer_difference', 'expense', 'drawer');

grant execute on function
  unknown_word,
  is_attempt_state,
  attempt_state,
  attempt_is_open,
  attempt_holds_money,
  is_booking_state,
  booking_state,
  booking_is_unpaid,
  booking_is_live,
  booking_is_standing,
  booking_is_announced,
  booking_needs_cover,
  booking_is_ended,
  booking_is_unwanted,
  booking_is_owed,
  booking_on_capture,
  is_message_state,
  message_state,
  message_is_waiting,
  message_is_unresolved,
  message_is_due,
  message_awaits_receipt,
  message_is_proven,
  is_operation_state,
  operation_state,
  operation_is_open,
  operation_is_away,
  is_payment_state,
  payment_state,
  payment_is_empty,
  payment_is_open,
  is_provider_account_state,
  provider_account_state,
  provider_account_is_open,
  is_provider_refund_state,
  provider_refund_state,
  provider_refund_is_gone,
  is_refund_state,
  refund_state,
  refund_counts,
  refund_is_open,
  refund_is_on_way,
  refund_is_sent,
  refund_is_stuck,
  is_webhook_state,
  webhook_state,
  webhook_is_replayable,
  is_clinic_role,
  clinic_role,
  capability_roles,
  roles_with,
  is_message_kind,
  message_kind,
  message_subject,
  message_needs_consent,
  message_priority,
  message_expiry_seconds,
  message_may_be_sent,
  default_payment_provider,
  is_message_channel,
  message_channel,
  is_locale,
  locale,
  is_currency,
  currency,
  is_feed_subject,
  feed_subject,
  is_refund_reason,
  refund_reason,
  is_payment_provider,
  payment_provider,
  is_fee_bearer,
  fee_bearer,
  is_account_mode,
  account_mode,
  is_secret_purpose,
  secret_purpose,
  is_operation_kind,
  operation_kind,
  is_item_kind,
  item_kind,
  is_ledger_account,
  ledger_account
  to holdfast_api, holdfast_ingest, holdfast_worker;
