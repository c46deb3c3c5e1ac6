-- Writes the intent of a refund; the worker submits it. Idempotent per cause.
create function request_refund(
  p_clinic uuid, p_attempt uuid, p_amount bigint, p_reason text, p_cause_key text, p_requested_by uuid
) returns uuid
language plpgsql as $$
declare
  v_id uuid;
begin
  insert into refunds (clinic_id, payment_id, attempt_id, amount_minor, currency, reason, cause_key, requested_by, next_try_at)
  select clinic_id, payment_id, id, p_amount, currency, p_reason, p_cause_key, p_requested_by, app_now()
  from payment_attempts where clinic_id = p_clinic and id = p_attempt
  on conflict (clinic_id, attempt_id, cause_key) do nothing
  returning id into v_id;
  return v_id;
end $$;

-- A reported refund is matched by the provider's id, else by our own id, else by an open request of ours with the same
-- amount; anything else is recorded as a refund made at the provider.
create function find_refund(p_attempt payment_attempts, p_fact jsonb) returns refunds
language plpgsql as $$
declare
  v_refund refunds;
begin
  select * into v_refund from refunds
  where clinic_id = p_attempt.clinic_id and provider_refund_id = p_fact ->> 'providerRefundId' for update;
  if v_refund.id is null and p_fact ->> 'refundId' is not null then
    select * into v_refund from refunds
    where clinic_id = p_attempt.clinic_id and attempt_id = p_attempt.id and id::text = p_fact ->> 'refundId'
      and provider_refund_id is null for update;
  end if;
  if v_refund.id is null and p_fact ->> 'refundId' is null then
    select * into v_refund from refunds
    where clinic_id = p_attempt.clinic_id and attempt_id = p_attempt.id and state = 'requested' and tries = 0
      and provider_refund_id is null and amount_minor = (p_fact ->> 'amountMinor')::bigint
    order by id limit 1 for update;
  end if;
  return v_refund;
end $$;

create function post_refund(p_refund refunds, p_was text) returns void
language plpgsql as $$
declare
  v_from text;
begin
  select e.account into v_from from ledger_postings l
    join ledger_entries e on e.clinic_id = l.clinic_id and e.posting_id = l.id
  where l.clinic_id = p_refund.clinic_id and l.fact_key = 'capture:' || p_refund.attempt_id and e.amount_minor < 0;
  if p_refund.state = 'processed' then
    perform post_money(p_refund.clinic_id, 'refund:' || p_refund.id, p_refund.payment_id, p_refund.id,
      v_from, 'provider_balance', p_refund.amount_minor, p_refund.currency);
  elsif p_refund.state = 'failed' and p_was = 'processed' then
    perform post_money(p_refund.clinic_id, 'refund-failed:' || p_refund.id, p_refund.payment_id, p_refund.id,
      'provider_balance', v_from, p_refund.amount_minor, p_refund.currency);
  end if;
end $$;

create function apply_refund_fact(p_account uuid, p_fact jsonb) returns text
language plpgsql as $$
declare
  v_attempt payment_attempts;
  v_refund refunds;
  v_was text;
  v_state text := p_fact ->> 'state';
begin
  select a.* into v_attempt from provider_objects o
    join payment_attempts a on a.clinic_id = o.clinic_id and a.provider_account_id = o.provider_account_id
      and a.provider_payment_id = o.object_id
  where o.provider_account_id = p_account and o.object_id = p_fact ->> 'providerPaymentId'
    and o.kind = 'payment';
  if v_attempt.id is null then
    perform refuse('NOT_FOUND', 'unknown_payment');
  end if;
  perform lock_bookings_of(v_attempt.clinic_id, v_attempt.payment_id);
  perform 1 from payments where clinic_id = v_attempt.clinic_id and id = v_attempt.payment_id for update;
  select * into v_attempt from payment_attempts where clinic_id = v_attempt.clinic_id and id = v_attempt.id for update;
  if v_attempt.state = 'voided' then
    -- The provider calls the release of an uncaptured authorization a refund: no money moves in our ledger.
    return 'known';
  elsif v_attempt.state <> 'captured' then
    perform refuse('STATE_CONFLICT', 'refund_before_capture');
  end if;

  v_refund := find_refund(v_attempt, p_fact);
  if v_refund.id is null then
    insert into refunds (
      clinic_id, payment_id, attempt_id, amount_minor, currency, state, reason, cause_key, provider_refund_id, bank_reference
    ) values (
      v_attempt.clinic_id, v_attempt.payment_id, v_attempt.id, (p_fact ->> 'amountMinor')::bigint, p_fact ->> 'currency',
      v_state, 'provider_initiated', p_fact ->> 'providerRefundId', p_fact ->> 'providerRefundId', p_fact ->> 'bankReference'
    ) returning * into v_refund;
  -- A refund that has failed stays failed here: this reducer keeps one word per refund, in the order of their strength.
  elsif v_refund.state in (v_state, refund_state('failed')) or not exists (
    select 1 from transition_edges e
    where e.machine = 'refund' and e.from_state = v_refund.state and e.to_state = v_state
  ) then
    update refunds set provider_refund_id = p_fact ->> 'providerRefundId',
      bank_reference = coalesce(p_fact ->> 'bankReference', bank_reference)
    where clinic_id = v_refund.clinic_id and id = v_refund.id
      and (provider_refund_id is null or (bank_reference is null and p_fact ->> 'bankReference' is not null));
    return 'known';
  else
    v_was := v_refund.state;
    update refunds set state = v_state, provider_refund_id = p_fact ->> 'providerRefundId',
      bank_reference = coalesce(p_fact ->> 'bankReference', bank_reference), last_error = null,
      next_try_at = case when v_state = 'submitted' then app_now() + interval '1 hour' end
    where clinic_id = v_refund.clinic_id and id = v_refund.id
    returning * into v_refund;
  end if;
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account, p_fact ->> 'providerRefundId', 'refund', v_refund.clinic_id, v_refund.payment_id)
  on conflict do nothing;
  perform post_refund(v_refund, v_was);
  perform touch_bookings_of(v_refund.clinic_id, v_refund.payment_id);
  return 'recorded';
end $$;
