-- Applies the facts of a stored event inside a savepoint that ends with the deferred constraints: a trigger that
-- would fire at commit must not take the stored event with it.
create function apply_webhook(p_id uuid, p_account uuid, p_facts jsonb, p_ignored text)
returns table (state text, reason text)
language plpgsql as $$
#variable_conflict use_variable
declare
  v_fact jsonb;
  v_outcome text;
  v_outcomes text[] := '{}';
  v_message text;
  v_sqlstate text;
begin
  if p_ignored is not null then
    return query select webhook_state('ignored'), p_ignored;
    return;
  end if;
  begin
    for v_fact in select value from jsonb_array_elements(p_facts) loop
      v_outcome := apply_payment_fact(p_account, v_fact);
      v_outcomes := v_outcomes || v_outcome;
    end loop;
    set constraints all immediate;
  exception when others then
    get stacked diagnostics v_message = message_text, v_sqlstate = returned_sqlstate;
    return query select webhook_state('retrying'), case when v_sqlstate = 'HF001' then v_message else 'error ' || v_sqlstate end;
    return;
  end;
  return query select webhook_state('applied'), array_to_string(v_outcomes, ', ');
end $$;

create function webhook_payment(p_account uuid, p_facts jsonb) returns provider_objects
language sql stable as $$
  select o from provider_objects o, jsonb_array_elements(p_facts) f
  where o.provider_account_id = p_account
    and o.object_id in (f ->> 'providerPaymentId', f ->> 'providerOrderId')
  limit 1
$$;

-- Hot verb `ingest-webhook` (ADR 0002): store and apply in one transaction and one round trip.
-- A duplicate waits for the first delivery's commit on the unique key, then does nothing. The same event id with another body
-- is kept beside the first one, flagged, and applied: an old signed body sent under the next id must not hide the true event.
create function ingest_webhook(
  p_key text, p_account uuid, p_event_id text, p_event_type text, p_raw bytea, p_facts jsonb,
  p_ignored text, p_request_id text, p_retry_seconds int
) returns table (webhook_id uuid, outcome text, reason text)
language plpgsql as $$
declare
  v_id uuid;
  v_is_known boolean;
  v_result record;
  v_object provider_objects;
begin
  perform enter_actor(null, 'system:webhook', p_request_id, null, null, null);
  perform require_open_account(p_account);
  -- A second round for a delivery that met another one of its id: that one is committed by then.
  for v_round in 1..2 loop
    select w.raw_body = p_raw into v_is_known from payment_webhooks w where w.deduplication_key = p_key;
    exit when v_is_known;
    insert into payment_webhooks (
      deduplication_key, provider_account_id, event_id, event_type, raw_body, facts, state, reason, is_other_body
    ) values (
      case when v_is_known is null then p_key else p_key || ':' || encode(sha256(p_raw), 'hex') end, p_account, p_event_id,
      p_event_type, p_raw, p_facts, webhook_state('retrying'), 'received', v_is_known is not null
    )
    on conflict (deduplication_key) do nothing
    returning id into v_id;
    exit when v_id is not null;
  end loop;
  if v_id is null then
    return query select null::uuid, 'duplicate'::text, null::text;
    return;
  end if;
  select * into v_result from apply_webhook(v_id, p_account, p_facts, p_ignored);
  v_object := webhook_payment(p_account, p_facts);
  update payment_webhooks w set
    state = v_result.state, reason = v_result.reason, clinic_id = v_object.clinic_id, payment_id = v_object.payment_id,
    next_try_at = case when v_result.state = webhook_state('retrying') then app_now() + make_interval(secs => p_retry_seconds) end
  where w.id = v_id;
  return query select v_id, v_result.state::text, v_result.reason::text;
end $$;

-- Retries a stored event; dead-letters it after p_max_tries. Returns no row when the event is not waiting.
create function retry_webhook(p_id uuid, p_max_tries int) returns table (outcome text, reason text)
language plpgsql as $$
declare
  v_row payment_webhooks;
  v_result record;
  v_object provider_objects;
begin
  -- Re-checked under the lock: another worker may have just tried it.
  select * into v_row from payment_webhooks w
  where w.id = p_id and w.state = webhook_state('retrying') and w.next_try_at <= app_now() for update skip locked;
  if not found then
    return;
  end if;
  select * into v_result from apply_webhook(v_row.id, v_row.provider_account_id, v_row.facts, null);
  v_object := webhook_payment(v_row.provider_account_id, v_row.facts);
  if v_result.state = webhook_state('retrying') and v_row.tries + 1 >= p_max_tries then
    v_result.state := webhook_state('dead');
  end if;
  update payment_webhooks w set
    state = v_result.state, reason = v_result.reason, tries = w.tries + 1, clinic_id = v_object.clinic_id,
    payment_id = v_object.payment_id,
    next_try_at = case when v_result.state = webhook_state('retrying')
      then app_now() + least(interval '1 second' * power(2, w.tries), interval '1 hour') end
  where w.id = p_id;
  return query select v_result.state::text, v_result.reason::text;
end $$;

-- Compare-and-set of the provider's order: the first caller wins, the second gets the first one's order. The order was made
-- while nobody held the booking: one that has ended since, or whose hold is over, gets none. Every order is remembered, the one
-- that is not shown too: it exists at the provider, and money on it must lead here.
create function attach_provider_order(p_clinic uuid, p_payment uuid, p_account_id uuid, p_order_id text)
returns table (order_id text, account_id uuid, is_payable boolean)
language plpgsql as $$
declare
  v_booking bookings;
begin
  select b.* into v_booking from bookings b
  where b.clinic_id = p_clinic
    and b.id = (select p.booking_id from payments p where p.clinic_id = p_clinic and p.id = p_payment)
  for update;
  if not found then
    return;
  end if;
  is_payable := booking_is_unpaid(v_booking.state) and v_booking.hold_expires_at > app_now();
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account_id, p_order_id, 'order', p_clinic, p_payment)
  on conflict do nothing;
  if is_payable then
    update payments set provider_order_id = p_order_id, provider_account_id = p_account_id,
      next_poll_at = app_now() + interval '30 seconds'
    where clinic_id = p_clinic and id = p_payment and provider_order_id is null;
    if found then
      update bookings set state = booking_state('awaiting_payment')
      where clinic_id = p_clinic and id = v_booking.id and state = booking_state('held');
    end if;
  end if;
  select p.provider_order_id, p.provider_account_id into order_id, account_id from payments p
  where p.clinic_id = p_clinic and p.id = p_payment;
  return next;
end $$;
