-- One reducer for every source of payment facts: webhook, browser callback, reconciler, response to our own call.
-- Facts commute: the attempt keeps the strongest evidence, and each consequence takes effect once.
-- Mirrors `decideAttempt` and `decideCapture` in core; one table of cases tests both (ADR 0002).
-- Lock order, always: booking, payment, attempt, refund.

create function attempt_rank(p_state text) returns int
language sql stable as $$ select rank from transition_states where machine = 'attempt' and state = p_state $$;

-- A payment's booking and, after late money, its successor: locked first and in one order, so that two writers cannot
-- deadlock.
create function lock_bookings_of(p_clinic uuid, p_payment uuid) returns void
language plpgsql as $$
begin
  perform 1 from bookings where clinic_id = p_clinic and payment_id = p_payment order by id for update;
end $$;

-- The read model of a booking includes its payment: a change of the payment raises the booking's version too.
create function touch_bookings_of(p_clinic uuid, p_payment uuid) returns void
language sql as $$
  update bookings set updated_at = app_now() where clinic_id = p_clinic and payment_id = p_payment
$$;

-- Money for a booking that no longer awaits it: a successor when the time is still free and still offered and the patient
-- agreed to that, else a full refund.
create function place_late_money(p_booking bookings, p_attempt payment_attempts) returns text
language plpgsql as $$
declare
  v_successor uuid := uuidv7();
begin
  if can_be_retaken(p_booking) then
    begin
      perform set_config('app.reason', 'late_payment', true);
      perform retire_expired_holds(p_booking.clinic_id, p_booking.doctor_id, p_booking.during);
      insert into bookings (
        clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor, currency,
        policy_snapshot, keep_if_late, payment_id, bill_id, predecessor_id, created_by
      ) values (
        p_booking.clinic_id, v_successor, p_booking.patient_id, p_booking.doctor_id, p_booking.service_id, p_booking.during,
        p_booking.visit_date, app_now() + interval '1 minute', p_booking.price_minor, p_booking.currency,
        p_booking.policy_snapshot, true, p_booking.payment_id, p_booking.bill_id,
        p_booking.id, p_booking.created_by
      );
      insert into booking_evidence (clinic_id, booking_id, kind, attempt_id)
      values (p_booking.clinic_id, v_successor, 'capture', p_attempt.id);
      update bookings set state = 'confirmed' where clinic_id = p_booking.clinic_id and id = v_successor;
      perform set_config('app.reason', '', true);
      return 'successor';
    exception when sqlstate 'HF001' then
      -- The time is taken: this block rolls back and the money is refunded.
      perform set_config('app.reason', '', true);
    end;
  end if;
  perform request_refund(p_booking.clinic_id, p_attempt.id, p_attempt.amount_minor, 'late_payment', 'late_payment', null);
  insert into messages (clinic_id, channel, kind, subject_id, subject_version, patient_id, recipient_phone, locale, params)
  select p.clinic_id, 'whatsapp', 'payment_refunded_late', p_booking.id, p_booking.version, p.id, p.phone, p.locale,
         jsonb_build_object('amountMinor', p_attempt.amount_minor, 'currency', p_attempt.currency)
  from patients p where p.clinic_id = p_booking.clinic_id and p.id = p_booking.patient_id
  on conflict do nothing;
  return 'late_refunded';
end $$;

-- Applies the consequences of a capture exactly once: the caller's row locks exclude concurrent runs.
create function settle_capture(p_booking bookings, p_payment payments, p_attempt payment_attempts) returns text
language plpgsql as $$
begin
  if p_payment.settling_attempt_id is not null then
    perform post_money(p_attempt.clinic_id, 'capture:' || p_attempt.id, p_payment.id, null,
      'provider_balance', 'suspense', p_attempt.amount_minor, p_attempt.currency);
    perform request_refund(p_attempt.clinic_id, p_attempt.id, p_attempt.amount_minor, 'duplicate_payment', 'duplicate_payment', null);
    return 'surplus_refunded';
  end if;
  update payments set settling_attempt_id = p_attempt.id, state = 'captured'
  where clinic_id = p_payment.clinic_id and id = p_payment.id;
  perform post_money(p_attempt.clinic_id, 'capture:' || p_attempt.id, p_payment.id, null,
    'provider_balance', 'patient_funds', p_attempt.amount_minor, p_attempt.currency);
  case booking_on_capture(p_booking.state)
    when 'confirm' then
      insert into booking_evidence (clinic_id, booking_id, kind, attempt_id)
      values (p_booking.clinic_id, p_booking.id, 'capture', p_attempt.id);
      update bookings set state = 'confirmed' where clinic_id = p_booking.clinic_id and id = p_booking.id;
      return 'confirmed';
    when 'record' then
      return 'captured';
    when 'late' then
      return place_late_money(p_booking, p_attempt);
  end case;
end $$;

-- The payment that a fact is about, found by its order or by a known attempt.
create function route_attempt(p_account uuid, p_fact jsonb) returns provider_objects
language plpgsql as $$
declare
  v_route provider_objects;
begin
  select * into v_route from provider_objects
  where provider_account_id = p_account and object_id in (p_fact ->> 'providerOrderId', p_fact ->> 'providerPaymentId')
  order by kind = 'payment' desc limit 1;
  if not found then
    perform refuse('NOT_FOUND', 'unknown_order');
  end if;
  return v_route;
end $$;

-- Records the fact in its attempt, which it creates if needed. Null when the fact is no stronger than what is known.
create function record_attempt(p_payment payments, p_attempt payment_attempts, p_account uuid, p_fact jsonb)
returns payment_attempts
language plpgsql as $$
declare
  v_attempt payment_attempts;
  v_object_id text := p_fact ->> 'providerPaymentId';
  v_order_id text := p_fact ->> 'providerOrderId';
  v_state text := p_fact ->> 'state';
  v_wrong text;
begin
  v_wrong := case
    when v_order_id is not null and v_order_id <> p_payment.provider_order_id then 'order_mismatch'
    when p_fact ->> 'currency' <> p_payment.currency then 'currency_mismatch'
    when (p_fact ->> 'amountMinor')::bigint <> p_payment.amount_minor then 'amount_mismatch'
  end;
  if p_attempt.id is null then
    insert into payment_attempts (
      clinic_id, payment_id, provider_account_id, provider_payment_id, state, amount_minor, currency, method,
      fee_minor, tax_minor, error_code, error_reason, quarantine_reason, occurred_at
    ) values (
      p_payment.clinic_id, p_payment.id, p_account, v_object_id, v_state, (p_fact ->> 'amountMinor')::bigint,
      p_fact ->> 'currency', p_fact ->> 'method', (p_fact ->> 'feeMinor')::bigint, (p_fact ->> 'taxMinor')::bigint,
      p_fact ->> 'errorCode', p_fact ->> 'errorReason', v_wrong, (p_fact ->> 'occurredAt')::timestamptz
    ) returning * into v_attempt;
    insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
    values (p_account, v_object_id, 'payment', p_payment.clinic_id, p_payment.id)
    on conflict do nothing;
  elsif exists (
    select 1 from transition_edges e
    where e.machine = 'attempt' and e.from_state = p_attempt.state and e.to_state = v_state
  ) then
    update payment_attempts set
      state = v_state, method = coalesce(p_fact ->> 'method', method),
      fee_minor = coalesce((p_fact ->> 'feeMinor')::bigint, fee_minor),
      tax_minor = coalesce((p_fact ->> 'taxMinor')::bigint, tax_minor),
      amount_minor = (p_fact ->> 'amountMinor')::bigint, currency = p_fact ->> 'currency',
      error_code = p_fact ->> 'errorCode', error_reason = p_fact ->> 'errorReason',
      quarantine_reason = coalesce(quarantine_reason, v_wrong)
    where clinic_id = p_attempt.clinic_id and id = p_attempt.id
    returning * into v_attempt;
  end if;
  return v_attempt;
end $$;

-- Applies what follows from the current state of the attempt.
create function follow_attempt(p_booking bookings, p_payment payments, p_attempt payment_attempts) returns text
language plpgsql as $$
begin
  if p_attempt.quarantine_reason is not null then
    -- Quarantined money has arrived all the same: it is posted to suspense, from which its refund is posted.
    if p_attempt.state = 'captured' and p_attempt.amount_minor > 0 then
      perform post_money(p_attempt.clinic_id, 'capture:' || p_attempt.id, p_payment.id, null,
        'provider_balance', 'suspense', p_attempt.amount_minor, p_attempt.currency);
    end if;
    return 'quarantined';
  elsif p_attempt.state = 'captured' then
    return settle_capture(p_booking, p_payment, p_attempt);
  elsif p_attempt.state = 'authorized' and payment_is_empty(p_payment.state) then
    update payments set state = 'authorized' where clinic_id = p_payment.clinic_id and id = p_payment.id;
  end if;
  return 'recorded';
end $$;

create function apply_attempt_fact(p_account uuid, p_fact jsonb) returns text
language plpgsql as $$
declare
  v_route provider_objects := route_attempt(p_account, p_fact);
  v_booking bookings;
  v_payment payments;
  v_attempt payment_attempts;
begin
  perform lock_bookings_of(v_route.clinic_id, v_route.payment_id);
  select * into v_payment from payments where clinic_id = v_route.clinic_id and id = v_route.payment_id for update;
  select * into v_booking from bookings where clinic_id = v_payment.clinic_id and id = v_payment.booking_id;
  select * into v_attempt from payment_attempts
  where clinic_id = v_route.clinic_id and provider_account_id = p_account
    and provider_payment_id = p_fact ->> 'providerPaymentId' for update;

  -- A voided attempt was authorized before: apply the weaker fact first, so that both orders of arrival end alike.
  if p_fact ->> 'state' = 'voided' and (v_attempt.id is null or attempt_rank(v_attempt.state) < attempt_rank('authorized')) then
    perform apply_attempt_fact(p_account, p_fact || '{"state": "authorized"}');
    return apply_attempt_fact(p_account, p_fact);
  end if;
  v_attempt := record_attempt(v_payment, v_attempt, p_account, p_fact);
  if v_attempt.id is null then
    return 'known';
  end if;
  perform touch_bookings_of(v_payment.clinic_id, v_payment.id);
  return follow_attempt(v_booking, v_payment, v_attempt);
end $$;

create function apply_payment_fact(p_account uuid, p_fact jsonb) returns text
language plpgsql as $$
begin
  if p_fact ->> 'kind' = 'refund' then
    return apply_refund_fact(p_account, p_fact);
  end if;
  return apply_attempt_fact(p_account, p_fact);
end $$;
